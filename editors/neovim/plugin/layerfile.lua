-- Sets everything up as it is, unless the person's own configuration has done so, or says not to:
-- `vim.g.layerfile_setup = false` before plugins are loaded.

if vim.g.layerfile_setup ~= false and vim.g.loaded_layerfile == nil then
  require("layerfile").setup(vim.g.layerfile)
end
