// Bundles the entry points below into gongjian/web/static/build/, minified; `--watch` builds again on every change.
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import * as esbuild from "esbuild";

const entries = ["css/desk.css", "css/public.css", "js/desk.js", "js/public.js", "js/map.js"].map(
  (name) => `frontend/${name}`,
);
const outdir = "gongjian/web/static/build";
const absent = entries.filter((entry) => !existsSync(entry));
if (absent.length) {
  console.error(`Cannot build the pages' styles and scripts: ${absent.join(", ")} is missing.`);
  process.exit(1);
}

// What PDFs are set in: web fonts would give boxes there. The second family holds rare signs that the first lacks.
const fonts = [
  "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
  "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
  "noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf",
];
mkdirSync("gongjian/core/papers/fonts", { recursive: true });
for (const font of fonts) {
  copyFileSync(`node_modules/@expo-google-fonts/${font}`, `gongjian/core/papers/fonts/${font.split("/").pop()}`);
}

const options = {
  entryPoints: entries.map((entry) => ({ in: entry, out: entry.replace(/^frontend\/(css|js)\/(.*)\.(css|js)$/, "$2") })),
  outdir,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome79", "safari13", "firefox78"], // the oldest web views that offices' phones still carry
  supported: { destructuring: true }, // Safari before 14.1 only fails on a rare shape of it that these scripts do not use
  loader: { ".png": "dataurl", ".svg": "dataurl" },
  legalComments: "eof",
  logLevel: "warning",
};

if (process.argv.includes("--watch")) {
  await (await esbuild.context(options)).watch();
} else {
  rmSync(outdir, { recursive: true, force: true });
  await esbuild.build(options);
}
