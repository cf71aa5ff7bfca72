-- For Neovim 0.11 and newer without the rest of the plugin: `vim.lsp.enable("layer")`.
return {
  cmd = { "layer", "server" },
  filetypes = { "layerfile" },
  root_markers = { ".git" },
}
