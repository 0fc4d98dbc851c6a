/** What an image is made of. Paths are from the root of the checkout. */
export interface ImageContents {
  /** The compiled programs that are started in it: all that they load goes with them. */
  programs: string[];
  /** What is read as a file while it runs: a folder, or a file by itself. */
  files: string[];
}

const SENDSTREAM = 'dist/tools/src/sendstream.js';
const SWAGGER_UI = 'node_modules/swagger-ui-dist';
/** What the page of the documents asks for (node_modules/@nestjs/swagger/dist/swagger-ui/constants.js), and where it finds that. */
const DOCUMENTS_PAGE = [
  'absolute-path.js',
  'favicon-16x16.png',
  'favicon-32x32.png',
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-bundle.js.LICENSE.txt',
  'swagger-ui-standalone-preset.js',
  'swagger-ui-standalone-preset.js.LICENSE.txt',
].map((file) => `${SWAGGER_UI}/${file}`);

/** The images of the Dockerfile, one for each of its targets. */
export const IMAGES = {
  api: { programs: ['dist/apps/api/src/main.js', SENDSTREAM], files: ['dist/console', ...DOCUMENTS_PAGE] },
  processor: { programs: ['dist/apps/processor/src/main.js'], files: [] },
  migrate: { programs: [SENDSTREAM], files: [] },
  sandbox: { programs: ['dist/apps/sandbox/src/main.js'], files: [] },
} satisfies Record<string, ImageContents>;

export type ImageName = keyof typeof IMAGES;
