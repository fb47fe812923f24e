// Reads PowerShell files named on standard input, one a line. For each: a line of JSON with whether the grammar finds a
// mistake in it and with the texts of all single-quoted words, in order.
import { Language, Parser } from 'web-tree-sitter';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
await Parser.init();
const grammar = await Language.load(
    path.join(here, 'node_modules', 'tree-sitter-powershell', 'tree-sitter-powershell.wasm'));
const parser = new Parser();
parser.setLanguage(grammar);

for (const file of fs.readFileSync(0, 'utf8').split('\n').filter(line => line !== '')) {
    const tree = parser.parse(fs.readFileSync(file, 'utf8'));
    const texts = [];
    const mistakes = [];
    const walk = node => {
        if (node.isError || node.isMissing) {
            mistakes.push(node.startPosition.row + 1);
        }
        if (node.type === 'verbatim_string_characters') {
            texts.push(node.text);
            return;
        }
        for (let i = 0; i < node.childCount; i++) {
            walk(node.child(i));
        }
    };
    walk(tree.rootNode);
    console.log(JSON.stringify({ file, mistakes, texts }));
    tree.delete();
}
