-- Layerfiles in Neovim 0.7 and newer: the file type, and the language server (diagnostics, hover).
--
-- Copy this file to ~/.config/nvim/lua/layerfile.lua, and say in init.lua:
--
--     require("layerfile").setup()
--
-- `setup{ cmd = { "/path/to/layer", "server" } }` where `layer` is not on the PATH. K (or `:lua vim.lsp.buf.hover()`)
-- on a step shows whether it would be a cache hit, and why not.

local M = {}

local patterns = { "Layerfile", "Layerfile.*", "*.Layerfile", "*.layerfile" }

-- Files of one tree share a server; each of them is found again by its root.
local clients = {}

local function root_of(path)
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

local function attach(buffer, options)
  local path = vim.api.nvim_buf_get_name(buffer)
  if path == "" then
    return
  end
  local config = { name = "layer", cmd = options.cmd, cmd_env = options.cmd_env, root_dir = root_of(path) }
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

function M.setup(options)
  options = vim.tbl_extend("force", { cmd = { "layer", "server" } }, options or {})
  local group = vim.api.nvim_create_augroup("layerfile", { clear = true })
  vim.api.nvim_create_autocmd({ "BufRead", "BufNewFile" }, {
    group = group,
    pattern = patterns,
    callback = function(event)
      vim.bo[event.buf].filetype = "layerfile"
    end,
  })
  local has_config = vim.lsp.config ~= nil and vim.lsp.enable ~= nil
  if has_config then
    vim.lsp.config("layer", {
      cmd = options.cmd,
      cmd_env = options.cmd_env,
      filetypes = { "layerfile" },
      root_markers = { ".git" },
    })
    vim.lsp.enable("layer")
  end
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    pattern = "layerfile",
    callback = function(event)
      vim.bo[event.buf].commentstring = "# %s"
      if not has_config then
        attach(event.buf, options)
      end
    end,
  })
end

return M
