// What the pages of writing need, and no other; named before start.js, so that it is there when the page is bound.
import { attachments } from "./attachments.js";
import { autosave } from "./autosave.js";
import { behaviors } from "./behaviors.js";
import { blocks } from "./blocks.js";
import { caret } from "./caret.js";
import { order } from "./order.js";
import { recipients } from "./recipients.js";
import { unchanged } from "./unchanged.js";
import { waiting } from "./waiting.js";

Object.assign(behaviors, { attachments, autosave, blocks, caret, order, recipients, unchanged, waiting });
