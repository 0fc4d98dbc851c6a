import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { borders } from './tools/eslint/borders.mjs';

export default tseslint.config(
  { ignores: ['**/dist/', 'coverage/', '.local/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly' } },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      // Express, Node and Jest take async callbacks where their types say void.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Settings, DTOs and entities are classes whose decorators are all they do.
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { sendstream: { rules: { borders } }, 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      // Sources import "./x.js", and that file is "./x.ts" or "./x.tsx"; "#lib" is its source.
      'import-x/resolver-next': [
        createNodeResolver({
          extensionAlias: { '.js': ['.ts', '.tsx'] },
          conditionNames: ['source', 'import', 'node', 'default'],
        }),
      ],
    },
    rules: { 'sendstream/borders': 'error', 'import-x/no-cycle': ['error', { ignoreExternal: true }] },
  },
  {
    files: ['apps/console/src/**'],
    ...reactHooks.configs.flat.recommended,
  },
);
