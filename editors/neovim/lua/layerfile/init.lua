-- Layerfiles in Neovim 0.7 and newer: the file type, the language server, and what the cache says of each step.
--
-- With a plugin manager, this folder is the plugin, and nothing else is needed. Without one, add it to 'runtimepath':
--
--     vim.opt.runtimepath:append("/path/to/editors/neovim")
--     require("layerfile").setup()
--
-- `setup{ cmd = { "/path/to/layer", "server" } }` where `layer` is not on the PATH. K (or `:lua vim.lsp.buf.hover()`)
-- on a step shows whether it would be a cache hit, and why not; `:LayerRun` and `:LayerExplain` do what their names
-- say; on 0.10 and newer each step's line ends in what it costs or saves (`:LayerHints` switches that). Any file that
-- steps read says so at the end of its first line (`:LayerReaders` lists them), once a Layerfile is open.
-- `:LayerCompare index`, or the name of a commit, shows what would run there instead of in the work tree.

local M = {}

local DEFAULTS = { cmd = { "layer", "server" }, hints = true, readers = true, compare_with = "workTree" }

-- Files of one tree share a server; each of them is found again by its root.
local clients = {}

M.options = DEFAULTS

-- As the server asks for them.
local function settings()
  return { layer = { compareWith = M.options.compare_with, lint = M.options.lint } }
end

function M.root_of(path)
  local folder = vim.fn.fnamemodify(path, ":p:h")
  local git = vim.fn.finddir(".git", folder .. ";")
  if git == "" then
    git = vim.fn.findfile(".git", folder .. ";")
  end
  if git == "" then
    return folder
  end
  return vim.fn.fnamemodify(git, ":p:s?[/\\\\]$??:h")
end

-- 0.7 has neither vim.lsp.start nor vim.lsp.config.
local function start_client(buffer, config)
  local root = config.root_dir
  local id = clients[root]
  if id == nil or vim.lsp.get_client_by_id(id) == nil then
    id = vim.lsp.start_client(config)
    clients[root] = id
  end
  if id ~= nil then
    vim.lsp.buf_attach_client(buffer, id)
  end
end

-- Start the server for a buffer where this Neovim does not do that by itself.
function M.attach(buffer)
  local path = vim.api.nvim_buf_get_name(buffer)
  if path == "" then
    return
  end
  local options = M.options
  local config = {
    name = "layer",
    cmd = options.cmd,
    cmd_env = options.cmd_env,
    root_dir = M.root_of(path),
    settings = settings(),
  }
  if vim.lsp.start ~= nil then
    vim.lsp.start(config, { bufnr = buffer })
  else
    start_client(buffer, config)
  end
  if vim.fn.has("nvim-0.10") == 0 then
    -- Later versions map K themselves.
    vim.keymap.set("n", "K", vim.lsp.buf.hover, { buffer = buffer })
  end
end

local function has_config()
  return vim.lsp.config ~= nil and vim.lsp.enable ~= nil
end

local function show_hints(buffer)
  if M.options.hints and vim.lsp.inlay_hint ~= nil and vim.fn.has("nvim-0.10") == 1 then
    vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  end
end

-- What `layer` is called as, without the word `server`.
local function program()
  local words = {}
  for _, word in ipairs(M.options.cmd) do
    if word ~= "server" and word ~= "--stdio" then
      table.insert(words, word)
    end
  end
  return words
end

local function in_terminal(arguments)
  local path = vim.api.nvim_buf_get_name(0)
  vim.cmd("botright 15new")
  local command = program()
  vim.list_extend(command, arguments)
  vim.fn.termopen(command, { cwd = vim.fn.fnamemodify(path, ":p:h"), env = M.options.cmd_env })
end

-- Show verdicts for "workTree", "index", or a commit as git names it.
function M.compare_with(what)
  M.options.compare_with = what ~= "" and what or "workTree"
  for _, client in ipairs((vim.lsp.get_clients or vim.lsp.get_active_clients)()) do
    if client.name == "layer" then
      client.config.settings = settings()
      local params = { settings = client.config.settings }
      if vim.fn.has("nvim-0.11") == 1 then
        client.settings = client.config.settings
        client:notify("workspace/didChangeConfiguration", params)
      else
        client.notify("workspace/didChangeConfiguration", params)
      end
    end
  end
end

-- Run the Layerfile of this buffer.
function M.run()
  in_terminal({ "run", vim.api.nvim_buf_get_name(0) })
end

-- Say why the step at the cursor would run or not.
function M.explain()
  in_terminal({ "why", tostring(vim.fn.line(".")), vim.api.nvim_buf_get_name(0) })
end

function M.toggle_hints()
  if vim.lsp.inlay_hint == nil then
    vim.notify("layer: hints at line ends need Neovim 0.10", vim.log.levels.WARN)
    return
  end
  vim.lsp.inlay_hint.enable(not vim.lsp.inlay_hint.is_enabled({ bufnr = 0 }), { bufnr = 0 })
end

-- The commands, the server and the hints. May be called again with other options.
function M.setup(options)
  -- The plugin's own files come after the person's configuration, and would set everything up anew.
  vim.g.loaded_layerfile = true
  M.options = vim.tbl_extend("force", DEFAULTS, options or {})
  vim.api.nvim_create_user_command("LayerRun", M.run, { desc = "Run this Layerfile" })
  vim.api.nvim_create_user_command("LayerExplain", M.explain, { desc = "Why would this step run, or not?" })
  vim.api.nvim_create_user_command("LayerHints", M.toggle_hints, { desc = "Show or hide what each step costs" })
  vim.api.nvim_create_user_command("LayerCompare", function(command)
    M.compare_with(command.args)
  end, { desc = "Show verdicts for the work tree, the index or a commit", nargs = "?" })
  local group = vim.api.nvim_create_augroup("layerfile", { clear = true })
  require("layerfile.filetype").register(group)
  if M.options.readers then
    require("layerfile.readers").setup(group)
  end
  if has_config() then
    vim.lsp.config("layer", {
      cmd = M.options.cmd,
      cmd_env = M.options.cmd_env,
      filetypes = { "layerfile" },
      root_markers = { ".git" },
      settings = settings(),
    })
    vim.lsp.enable("layer")
  end
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    pattern = "layerfile",
    callback = function(event)
      vim.bo[event.buf].commentstring = "# %s"
      if not has_config() then
        M.attach(event.buf)
      end
    end,
  })
  -- 0.7 has no such event, and no hints that it would be for.
  if vim.fn.exists("##LspAttach") == 1 then
    vim.api.nvim_create_autocmd("LspAttach", {
      group = group,
      callback = function(event)
        local client = vim.lsp.get_client_by_id(event.data.client_id)
        if client ~= nil and client.name == "layer" then
          show_hints(event.buf)
        end
      end,
    })
  end
end

return M
