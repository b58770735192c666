// Who is taken into a group: chosen like the recipients of a message. Named before start.js, as writing.js is.
import { behaviors } from "./behaviors.js";
import { recipients } from "./recipients.js";

Object.assign(behaviors, { recipients });
