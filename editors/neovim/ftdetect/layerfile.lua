require("layerfile.filetype").register(vim.api.nvim_create_augroup("layerfile_detect", { clear = true }))
