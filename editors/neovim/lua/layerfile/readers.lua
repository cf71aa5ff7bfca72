-- Above any file that steps read: which they are, and what an edit costs. And the other way: what is typed into such a
-- file, and not saved, counts.

local M = {}

local namespace = vim.api.nvim_create_namespace("layerfile.readers")
-- Milliseconds without a keystroke after which the text is told.
local PAUSE = 200
-- Buffers whose unsaved text the server knows: each with the client, and the URI that it had then (`:saveas` gives
-- it another one).
local told = {}
local timers = {}

local function client_of()
  for _, client in ipairs((vim.lsp.get_clients or vim.lsp.get_active_clients)()) do
    if client.name == "layer" and client.initialized then
      return client
    end
  end
  return nil
end

-- Methods of a client are functions before 0.11.
local function request(client, method, params, handler)
  if vim.fn.has("nvim-0.11") == 1 then
    return client:request(method, params, handler)
  end
  return client.request(method, params, handler)
end

local function notify(client, method, params)
  if vim.fn.has("nvim-0.11") == 1 then
    return client:notify(method, params)
  end
  return client.notify(method, params)
end

local function is_other_file(buffer)
  return vim.api.nvim_buf_is_loaded(buffer)
    and vim.bo[buffer].buftype == ""
    and vim.bo[buffer].filetype ~= "layerfile"
    and vim.api.nvim_buf_get_name(buffer) ~= ""
end

local function seconds(value)
  return value < 60 and string.format("%.1f s", value) or string.format("%d min %d s", value / 60, value % 60)
end

local function title(found)
  local count = #found.steps
  local more = found.secondsUnknown and " or more" or ""
  local by = count == 1 and "1 step" or count .. " steps"
  return string.format("read by %s · an edit costs %s%s", by, seconds(found.secondsToRun), more)
end

-- What the server answered last, by buffer.
M.known = {}

local function draw(buffer, found)
  if not vim.api.nvim_buf_is_loaded(buffer) then
    return
  end
  M.known[buffer] = found
  vim.api.nvim_buf_clear_namespace(buffer, namespace, 0, -1)
  if #found.steps > 0 then
    vim.api.nvim_buf_set_extmark(buffer, namespace, 0, 0, { virt_text = { { title(found), "Comment" } } })
  end
end

-- Ask who reads the file of a buffer, and say so at the end of its first line.
function M.ask(buffer)
  local client = client_of()
  if client == nil or not is_other_file(buffer) then
    return
  end
  local uri = vim.uri_from_bufnr(buffer)
  request(client, "layer/readers", { uri = uri }, function(problem, found)
    if problem == nil and type(found) == "table" and not found.computing then
      draw(buffer, found)
    end
  end)
end

function M.ask_all()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    M.ask(vim.api.nvim_win_get_buf(window))
  end
end

-- Show the steps that read this file in the quickfix list.
function M.show()
  local found = M.known[vim.api.nvim_get_current_buf()]
  if found == nil or #found.steps == 0 then
    vim.notify("layer: no step is known to read this file", vim.log.levels.INFO)
    return
  end
  local items = {}
  for _, step in ipairs(found.steps) do
    table.insert(items, { filename = vim.uri_to_fname(step.uri), lnum = step.line + 1, text = step.text })
  end
  vim.fn.setqflist({}, " ", { title = title(found), items = items })
  vim.cmd("copen")
end

local function forget(buffer)
  local known = told[buffer]
  told[buffer] = nil
  if known ~= nil and not known.client.is_stopped() then
    notify(known.client, "textDocument/didClose", { textDocument = { uri = known.uri } })
  end
end

local function tell(buffer)
  local client = client_of()
  if client == nil or not is_other_file(buffer) then
    return
  end
  if not vim.bo[buffer].modified then
    forget(buffer)
    return
  end
  local text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")
  if vim.bo[buffer].endofline then
    text = text .. "\n"
  end
  local document = { uri = vim.uri_from_bufnr(buffer), version = vim.api.nvim_buf_get_changedtick(buffer) }
  local known = told[buffer]
  if known ~= nil and known.uri ~= document.uri then
    forget(buffer)
    known = nil
  end
  if known ~= nil and known.client == client then
    notify(client, "textDocument/didChange", { textDocument = document, contentChanges = { { text = text } } })
  else
    told[buffer] = { client = client, uri = document.uri }
    document.languageId = vim.bo[buffer].filetype
    document.text = text
    notify(client, "textDocument/didOpen", { textDocument = document })
  end
end

local function tell_soon(buffer)
  if timers[buffer] ~= nil then
    timers[buffer]:stop()
  else
    timers[buffer] = vim.loop.new_timer()
  end
  timers[buffer]:start(PAUSE, 0, vim.schedule_wrap(function()
    tell(buffer)
  end))
end

function M.setup(group)
  vim.lsp.handlers["layer/readersChanged"] = function()
    vim.schedule(M.ask_all)
  end
  vim.api.nvim_create_user_command("LayerReaders", M.show, { desc = "Which steps read this file?" })
  vim.api.nvim_create_autocmd({ "BufWinEnter", "BufWritePost" }, {
    group = group,
    callback = function(event)
      M.ask(event.buf)
    end,
  })
  vim.api.nvim_create_autocmd({ "TextChanged", "TextChangedI", "BufWritePost" }, {
    group = group,
    callback = function(event)
      if is_other_file(event.buf) and client_of() ~= nil then
        tell_soon(event.buf)
      end
    end,
  })
  vim.api.nvim_create_autocmd("BufUnload", {
    group = group,
    callback = function(event)
      forget(event.buf)
      M.known[event.buf] = nil
      if timers[event.buf] ~= nil then
        timers[event.buf]:stop()
        timers[event.buf]:close()
        timers[event.buf] = nil
      end
    end,
  })
end

return M
