import { watchCopy } from "./copy.js";
import { closePops, watchPrint } from "./frame.js";
import { guardForms, showErrors } from "./guard.js";
import { keepForms } from "./keep.js";
import { watchLooks } from "./looks.js";
import { watchPictures } from "./pictures.js";

document.documentElement.classList.add("js");
closePops();
watchPrint();
watchLooks();
keepForms();
guardForms();
watchPictures();
showErrors();
watchCopy();
