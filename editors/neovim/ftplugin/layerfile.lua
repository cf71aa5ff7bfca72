vim.bo.commentstring = "# %s"
vim.bo.comments = ":#"
-- The parser, where one is installed, has queries in this plugin.
if vim.treesitter ~= nil and vim.treesitter.start ~= nil then
  pcall(vim.treesitter.start)
end
