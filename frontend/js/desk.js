import { closePops, foldMenu, watchPrint } from "./frame.js";
import { guardForms, showErrors } from "./guard.js";
import { keepForms } from "./keep.js";
import { watchKeys } from "./keys.js";
import { watchLedgers } from "./ledger.js";
import { watchLooks } from "./looks.js";
import { watchPictures } from "./pictures.js";

document.documentElement.classList.add("js");
foldMenu();
closePops();
watchPrint();
watchLooks();
keepForms();
guardForms();
watchPictures();
watchLedgers();
watchKeys();
showErrors();
