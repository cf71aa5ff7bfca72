-- What the test does in Neovim, as a person would: open, look, type, hover. Answers as JSON in $LAYER_TEST_ANSWER.
-- The Layerfile is $LAYER_TEST_LAYERFILE; the set-up is the person's own init.lua.

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
  local text
  await("the hover of line " .. line, function()
    close_floating()
    vim.api.nvim_win_set_cursor(0, { line, 0 })
    -- As typed: the mapping is part of the set-up.
    vim.api.nvim_feedkeys("K", "x", false)
    await("a window", floating_text)
    text = floating_text()
    -- A verdict that takes longer than a hover should is said by the next one.
    return not text:find("computing", 1, true)
  end)
  close_floating()
  return text
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
    return hover(3):find("✓ hit", 1, true) ~= nil
  end)
  vim.cmd("buffer " .. buffer)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, { "typed again" })
  vim.cmd("doautocmd TextChanged")
  vim.cmd("buffer! " .. layerfile)
  await("the verdict after typing again", function()
    return hover(3):find("would run") ~= nil
  end)
  vim.api.nvim_buf_call(buffer, function()
    vim.cmd("silent saveas " .. vim.fn.fnameescape(vim.fn.expand("%:p:h") .. "/saved elsewhere"))
  end)
  await("the verdict after what was typed was saved as another file", function()
    return hover(3):find("✓ hit", 1, true) ~= nil
  end)
end

-- What stands at the ends of lines, by the line's number as text.
local function hints()
  local found = {}
  for _, each in ipairs(vim.lsp.inlay_hint.get({ bufnr = 0 })) do
    found[tostring(each.inlay_hint.position.line + 1)] = each.inlay_hint.label
  end
  return found
end

-- How the words of a line are coloured: "word: language capture" each.
local function colours(line)
  vim.treesitter.get_parser(0):parse(true)
  local found = {}
  local text = vim.fn.getline(line)
  for at, word in text:gmatch("()(%S+)") do
    for _, each in ipairs(vim.treesitter.get_captures_at_pos(0, line - 1, at - 1)) do
      table.insert(found, word .. ": " .. each.lang .. " " .. each.capture)
    end
  end
  return found
end

local function look()
  answer.filetype = vim.bo.filetype
  await("the server", function()
    local client = clients()[1]
    return client ~= nil and client.initialized
  end)
  answer.clients = #clients()
  answer.hover = hover(4)
  answer.commands = vim.fn.exists(":LayerRun") == 2
  if answer.commands then
    readers()
  end
end

local function make_a_mistake()
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
end

-- What 0.7 has not got.
local function look_at_hints_and_colours()
  await("a hint at the end of each RUN", function()
    answer.hints = hints()
    return answer.hints["3"] ~= nil and answer.hints["4"] ~= nil
  end)
  answer.colours = colours(3)
end

local function session()
  vim.cmd("edit " .. vim.fn.fnameescape(os.getenv("LAYER_TEST_LAYERFILE")))
  look()
  make_a_mistake()
  if vim.fn.has("nvim-0.11") == 1 then
    look_at_hints_and_colours()
  end
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
