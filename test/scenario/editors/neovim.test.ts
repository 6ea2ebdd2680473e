import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { PRP, shop } from '../../helpers/shop-project.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';

const CLUTCH = path.resolve(import.meta.dirname, '../../../dist/clutch.mjs');

const run = promisify(execFile);

function hasNeovim(): boolean {
  try {
    execFileSync('nvim', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What a person does in Neovim, as a script: open the PRP, wait for the finding, mend it, rename, and print. */
const script = (project: string): string => `
local function wait(what, condition)
  if not vim.wait(15000, condition, 20) then io.stderr:write('waited in vain for ' .. what .. '\\n') vim.cmd('cquit') end
end
local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, 15000)
  for _, answer in pairs(answers or {}) do return answer.result end
end
local id = vim.lsp.start_client({
  name = 'clutch',
  cmd = { ${JSON.stringify(process.execPath)}, ${JSON.stringify(CLUTCH)}, 'lsp', '--stdio' },
  root_dir = ${JSON.stringify(project)},
})
vim.cmd('edit ' .. ${JSON.stringify(path.join(project, PRP))})
vim.lsp.buf_attach_client(0, id)
wait('the finding', function() return #vim.diagnostic.get(0) > 0 end)
local out = {}
local finding = vim.diagnostic.get(0)[1]
out.code = finding.code or finding.user_data.lsp.code
out.line = vim.api.nvim_buf_get_lines(0, finding.lnum, finding.lnum + 1, false)[1]
vim.api.nvim_win_set_cursor(0, { finding.lnum + 1, finding.col })
local params = vim.lsp.util.make_range_params()
params.context = { diagnostics = {}, only = { 'quickfix' } }
local action = ask('textDocument/codeAction', params)[1]
out.fix = action.title
if not action.edit then action = ask('codeAction/resolve', action) end
vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
wait('the finding to go', function() return #vim.diagnostic.get(0) == 0 end)
local place = vim.lsp.util.make_position_params()
out.hover = ask('textDocument/hover', place).contents.value
place.newName = 'backend'
vim.lsp.util.apply_workspace_edit(ask('textDocument/rename', place), 'utf-16')
out.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\\n')
out.symbols = #ask('textDocument/documentSymbol', { textDocument = place.textDocument })
io.stdout:write(vim.json.encode(out))
vim.cmd('qall!')
`;

test(
  'Neovim shows findings, mends them, hovers, renames and has an outline',
  { skip: hasNeovim() ? false : 'no nvim on the PATH' },
  () =>
    withTempDir(async (folder) => {
      const project = path.join(folder, 'project');
      mkdirSync(project);
      const prp = shop[PRP] ?? '';
      writeTree(project, { ...shop, [PRP]: prp.replace('**Depends on**: api', '**Depends on**: apii') });
      const lua = path.join(folder, 'play.lua');
      writeFileSync(lua, script(project));
      const { stdout } = await run('nvim', ['--headless', '--clean', '-c', `luafile ${lua}`], {
        env: { ...process.env, HOME: folder, XDG_STATE_HOME: folder, XDG_CACHE_HOME: folder },
        timeout: 60_000,
      });
      const seen: Record<string, unknown> = JSON.parse(stdout);
      assert.equal(seen['code'], 'CL205');
      assert.equal(seen['line'], '- **Depends on**: apii');
      assert.equal(seen['fix'], 'Rename to "api"');
      assert.match(String(seen['hover']), /Workstream api/);
      assert.equal(seen['text'], prp.trimEnd().replaceAll(/\bapi\b/g, 'backend'));
      assert.equal(seen['symbols'], 4);
    }),
);
