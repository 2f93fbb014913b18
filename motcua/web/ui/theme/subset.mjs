// Keeps of a typeface the letters that Vietnamese and English pages are written with.
// The full Latin file stays beside it and is fetched only where another letter appears.
// usage: node subset.mjs OUT.woff2 IN.woff2
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cwd, argv } from "node:process";

const subset = createRequire(`${cwd()}/package.json`)("subset-font");
const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("");
const vietnamese = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý";
const signs = "\u00a0«»·×°§±–—‘’“”…•→←";

const [out, source] = argv.slice(2);
const letters = ascii + vietnamese + signs;
writeFileSync(out, await subset(readFileSync(source), letters, { targetFormat: "woff2", noLayoutClosure: true }));
const ranges = [...letters].map((letter) => `U+${letter.codePointAt(0).toString(16)}`).join(",");
process.stdout.write(ranges.replace(/^U\+20,.*U\+7e,/, "U+20-7e,"));
