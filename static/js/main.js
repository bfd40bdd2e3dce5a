// Everything a page does beyond links, forms and htmx. Each module listens once, on the document.
import "./columns.js";
import "./dialogs.js";
import "./lines.js";
import "./lists.js";
import "./live.js";
import "./palette.js";
import "./paste.js";
import "./references.js";
import "./shortcuts.js";
import "./tips.js";
import "./toasts.js";
