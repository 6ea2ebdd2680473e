// An oxlint rule: every import stays inside the layers of `layers.mjs`.
//
// The built-in no-restricted-imports sees an import only as text, so `../store` means another folder at every depth.
// This rule resolves relative paths first. test/tidy plants a violation of each row to prove that it bites.
import { isBuiltin } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { layers, rooms, strangers } from './layers.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

export default {
  meta: { name: 'clutch' },
  rules: {
    'dependency-rule': {
      meta: {
        type: 'problem',
        docs: { description: 'Every import stays inside the layers of scripts/lint/layers.mjs.' },
      },
      create(context) {
        const file = fromRoot(context.filename);
        const layer = layerOf(file);
        if (layer === undefined) return {};
        const check = (node) => {
          if (node?.type !== 'Literal' || typeof node.value !== 'string') return;
          const message = complaint(file, layer, node.value);
          if (message !== undefined) context.report({ node, message });
        };
        return {
          ImportDeclaration: (node) => check(node.source),
          ExportAllDeclaration: (node) => check(node.source),
          ExportNamedDeclaration: (node) => check(node.source),
          ImportExpression: (node) => check(node.source),
          TSImportType: (node) => check(node.source),
          TSExternalModuleReference: (node) => check(node.expression),
        };
      },
    },
  },
};

function complaint(file, layer, specifier) {
  const target = targetPath(file, specifier);
  return target === undefined
    ? packageComplaint(file, layer, specifier)
    : pathComplaint(file, layer, target, specifier);
}

function pathComplaint(file, layer, target, specifier) {
  const allowed = [layer.folder, ...layer.folders];
  if (!allowed.some((folder) => isInside(target, folder))) {
    return `${layer.folder}/ must not import ${specifier}: it may import only ${allowed.join(', ')}.`;
  }
  const never = layer.neverFolders?.find((folder) => isInside(target, folder));
  if (never !== undefined) return `${layer.folder}/ must not import ${specifier}: it must not know ${never}/.`;
  const parent = strangers.find((folder) => isInside(file, folder) && isInside(target, folder));
  if (parent === undefined) return undefined;
  const [own, other] = [file, target].map((path) => path.slice(parent.length + 1).split('/')[0]);
  if (own === other || file === `${parent}/${own}`) return undefined;
  return `The folders in ${parent}/ must not import each other: ${own} imports ${other}. Move what they share to client/ui/.`;
}

function packageComplaint(file, layer, specifier) {
  const name = isBuiltin(specifier) && !specifier.startsWith('node:') ? `node:${specifier}` : specifier;
  const room = rooms.find((candidate) => candidate.packages.some((pattern) => matches(name, pattern)));
  if (room !== undefined && !room.rooms.some((place) => isInside(file, place))) {
    return `${specifier} may be imported only in ${room.rooms.join(', ')}.`;
  }
  if (room === undefined && layer.packages !== undefined && !layer.packages.some((pattern) => matches(name, pattern))) {
    return `${layer.folder}/ must not import ${specifier}: it may import only ${layer.packages.join(', ')}.`;
  }
  if (layer.neverPackages?.some((pattern) => matches(name, pattern))) {
    return `${layer.folder}/ must not import ${specifier}.`;
  }
  return undefined;
}

/** The path inside the repository that a relative or #schemas specifier names; undefined for a package. */
function targetPath(file, specifier) {
  if (specifier.startsWith('#schemas/')) return specifier.slice(1);
  return /^\.{1,2}(\/|$)/u.test(specifier) ? fromRoot(resolve(root, dirname(file), specifier)) : undefined;
}

function layerOf(file) {
  return layers
    .filter((layer) => isInside(file, layer.folder))
    .toSorted((one, other) => other.folder.length - one.folder.length)[0];
}

const fromRoot = (path) => relative(root, path).split(sep).join('/');
const isInside = (path, folder) => path === folder || path.startsWith(`${folder}/`);
const matches = (name, pattern) =>
  name === pattern || name.startsWith(/[/:]$/u.test(pattern) ? pattern : `${pattern}/`);
