-- Drives Neovim (0.7 or newer) as its user would: opens a file, waits for diagnostics, takes a fix, renames a stage.
-- What happened is written as JSON to the file named in $OUT; $SERVER is the command of the server, in JSON.
local told = {}
local function write()
  local file = io.open(vim.env.OUT, "w")
  file:write(vim.fn.json_encode(told))
  file:close()
end

local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, 15000) or {}
  for _, answer in pairs(answers) do
    return answer.result
  end
end

local function main()
  vim.cmd("edit " .. vim.env.FILE)
  vim.bo.filetype = "dockerfile"
  local id = vim.lsp.start_client({ name = "buildsecbot", cmd = vim.fn.json_decode(vim.env.SERVER), root_dir = vim.fn.getcwd() })
  vim.lsp.buf_attach_client(0, id)
  local function found(code)
    for _, each in ipairs(vim.diagnostic.get(0)) do
      if (each.code or ((each.user_data or {}).lsp or {}).code) == code then
        return each
      end
    end
  end
  told.came = vim.wait(20000, function() return found("maintainer-deprecated") ~= nil end, 20)
  local diagnostic = found("maintainer-deprecated")
  told.line = diagnostic.lnum
  local client = vim.lsp.get_client_by_id(id)
  told.encoding = client.offset_encoding

  vim.api.nvim_win_set_cursor(0, { diagnostic.lnum + 1, 0 })
  local hover = ask("textDocument/hover", vim.lsp.util.make_position_params(0, client.offset_encoding))
  told.hover = hover and hover.contents.value or ""

  local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
  params.context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics(0), only = { "quickfix" } }
  for _, action in ipairs(ask("textDocument/codeAction", params) or {}) do
    if action.isPreferred then
      if not action.edit then
        action = ask("codeAction/resolve", action)
      end
      vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
      told.action = action.title
      break
    end
  end
  told.gone = vim.wait(20000, function() return found("maintainer-deprecated") == nil end, 20)
  told.fixed = vim.api.nvim_buf_get_lines(0, 0, -1, false)

  vim.api.nvim_win_set_cursor(0, { 1, vim.fn.match(vim.fn.getline(1), "base") })
  local renaming = vim.lsp.util.make_position_params(0, client.offset_encoding)
  renaming.newName = "other"
  local edit = ask("textDocument/rename", renaming)
  if edit then
    vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding)
  end
  told.renamed = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  client.stop()
  told.stopped = vim.wait(10000, function() return vim.lsp.get_client_by_id(id) == nil or client.is_stopped() end, 20)
end

local ok, problem = pcall(main)
told.problem = not ok and tostring(problem) or nil
write()
vim.cmd("qa!")
