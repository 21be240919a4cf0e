// Makes frontend/dist: the stylesheet, the script and the images that they name.
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { buildSync } from "esbuild";
import { compile } from "sass";

const OUT = "frontend/dist";
const IMAGES = [
  "node_modules/@ministryofjustice/frontend/moj/assets/images",
  "node_modules/govuk-frontend/dist/govuk/assets/images",
];

rmSync(OUT, { recursive: true, force: true });
mkdirSync(`${OUT}/css`, { recursive: true });
mkdirSync(`${OUT}/assets/images`, { recursive: true });

const { css } = compile("frontend/app.scss", {
  loadPaths: [".", "node_modules", "frontend/scss"],
  quietDeps: true,
  // What one package says about the other at the pinned versions is not ours to mend; our own warnings are shown.
  logger: { warn: (message) => message.includes("$govuk-suppressed-warnings") || console.warn(message) },
  style: "compressed",
});
writeFileSync(`${OUT}/css/app.css`, css);

buildSync({
  entryPoints: ["app", "draft", "hold", "template", "write", "write-all"].map((name) => `frontend/${name}.js`),
  outdir: `${OUT}/js`,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2020"],
  logLevel: "warning",
});
cpSync("frontend/js-enabled.js", `${OUT}/js/js-enabled.js`);

// Every image that the stylesheet names, and no other: a strict static store refuses a name without its file.
for (const [, name] of css.matchAll(/url\("?\.\.\/assets\/images\/([^")]+)/g)) {
  const home = IMAGES.find((folder) => existsSync(`${folder}/${name}`));
  cpSync(`${home}/${name}`, `${OUT}/assets/images/${name}`);
}
cpSync("frontend/assets", `${OUT}/assets`, { recursive: true });
