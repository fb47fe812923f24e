autocmd BufNewFile,BufRead *.mailflow setfiletype mailflow
