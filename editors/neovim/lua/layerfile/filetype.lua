-- Which files are Layerfiles.

local M = {}

M.patterns = { "Layerfile", "layerfile", "LayerFile", "Layerfile.*", "*.Layerfile", "*.layerfile" }

function M.register(group)
  vim.api.nvim_create_autocmd({ "BufRead", "BufNewFile" }, {
    group = group,
    pattern = M.patterns,
    callback = function(event)
      vim.bo[event.buf].filetype = "layerfile"
    end,
  })
end

return M
