-- What the test does in Neovim, as a person would: open, look, type, hover. Answers as JSON in $LAYER_TEST_ANSWER.
-- Arguments come through the environment: LAYER_TEST_PLUGIN, LAYER_TEST_COMMAND (JSON), LAYER_TEST_LAYERFILE.

local PATIENCE = 30000
local answer = {}

local function await(what, condition)
  if not vim.wait(PATIENCE, condition, 20) then
    error("waited in vain for " .. what)
  end
end

local function floating_text()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
      return table.concat(lines, "\n")
    end
  end
  return nil
end

local function close_floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      vim.api.nvim_win_close(window, true)
    end
  end
end

local function hover(line)
  close_floating()
  vim.api.nvim_win_set_cursor(0, { line, 0 })
  -- As typed: the mapping is part of the set-up.
  vim.api.nvim_feedkeys("K", "x", false)
  await("the hover of line " .. line, function()
    return floating_text() ~= nil
  end)
  return floating_text()
end

local function clients()
  return (vim.lsp.get_clients or vim.lsp.get_active_clients)()
end

-- A file that a step reads: who reads it, and what is typed into it.
local function readers()
  local layerfile = vim.api.nvim_get_current_buf()
  vim.cmd("edit " .. vim.fn.fnameescape(vim.fn.fnamemodify(os.getenv("LAYER_TEST_LAYERFILE"), ":h") .. "/one"))
  local buffer = vim.api.nvim_get_current_buf()
  await("the readers", function()
    return #vim.api.nvim_buf_get_extmarks(buffer, vim.api.nvim_create_namespace("layerfile.readers"), 0, -1, {}) > 0
  end)
  local mark = vim.api.nvim_buf_get_extmarks(buffer, vim.api.nvim_create_namespace("layerfile.readers"), 0, -1, { details = true })[1]
  answer.readers = mark[4].virt_text[1][1]
  vim.cmd("LayerReaders")
  answer.quickfix = vim.fn.getqflist()[1].text
  vim.cmd("cclose")
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, { "typed" })
  vim.cmd("doautocmd TextChanged")
  vim.cmd("buffer! " .. layerfile)
  await("the verdict after typing", function()
    return hover(3):find("would run") ~= nil
  end)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, { "1" })
  vim.api.nvim_buf_call(buffer, function()
    vim.cmd("silent write")
  end)
  await("the verdict after saving what was there before", function()
    return hover(3):find("hit") ~= nil
  end)
end

local function session()
  vim.opt.runtimepath:append(os.getenv("LAYER_TEST_PLUGIN"))
  require("layerfile").setup({ cmd = (vim.json or vim.fn).decode(os.getenv("LAYER_TEST_COMMAND")) })
  vim.cmd("edit " .. vim.fn.fnameescape(os.getenv("LAYER_TEST_LAYERFILE")))
  answer.filetype = vim.bo.filetype
  await("the server", function()
    local client = clients()[1]
    return client ~= nil and client.initialized
  end)
  answer.hover = hover(4)
  readers()
  vim.api.nvim_buf_set_lines(0, 4, -1, false, { "ENV A=é😀 B" })
  await("a diagnostic", function()
    return #vim.diagnostic.get(0) > 0
  end)
  answer.diagnostics = vim.diagnostic.get(0)
  for _, each in ipairs(answer.diagnostics) do
    each.user_data = nil
  end
  answer.hover_with_mistake = hover(4)
  vim.cmd("undo")
  await("no diagnostic", function()
    return #vim.diagnostic.get(0) == 0
  end)
  answer.hover_after_undo = hover(4)
  vim.cmd("bwipeout!")
end

local ok, message = xpcall(session, debug.traceback)
if not ok then
  answer.error = message
end
local file = assert(io.open(os.getenv("LAYER_TEST_ANSWER"), "w"))
file:write((vim.json or vim.fn).encode(answer))
file:close()
vim.cmd("qall!")
