" Vim syntax of mail flow policies (.mailflow)
if exists('b:current_syntax')
  finish
endif

syntax case match
" A word goes on behind a dot, an at sign, a colon and a slash: `relay.contoso.com` holds no keyword.
syntax iskeyword @,48-57,_,-,.,/,:,@-@

syntax keyword mailflowDeclaration language import organization endpoint connector from to for each in
syntax keyword mailflowDeclaration test tests at assert column
syntax keyword mailflowClause when require via otherwise reject defer tls off may no relay centralized
syntax keyword mailflowClause mta-sts dane enforce disabled keep headers treat as internal description
syntax keyword mailflowProperty domains direct-send hop-limit directory tenant subscription software
syntax keyword mailflowProperty hybrid mailboxes hosts networks
syntax keyword mailflowCriterion sender recipient cert client server network header size auth hops
syntax keyword mailflowTest message remote expect mailbox deliver send internet by every reaches passes
syntax keyword mailflowTest leaves with is rejected delivered

" A word with a dot or an at sign is a value.
syntax match mailflowValue /[^ \t{},="#<>;]*[.@][^ \t{},="#<>;]*/ contains=mailflowColumn
syntax match mailflowNumber /\<\d\+\([KMG]i\?B\)\?\>/
syntax match mailflowAddress /<>/
syntax match mailflowColumn /\${[^ \t{},"#$]\+}/
syntax region mailflowText start=/"/ skip=/\\["\\]/ end=/"/ oneline contains=mailflowColumn
syntax match mailflowComment /#.*$/ contains=mailflowTodo,@Spell
syntax keyword mailflowTodo TODO FIXME XXX contained

highlight default link mailflowDeclaration Keyword
highlight default link mailflowClause Statement
highlight default link mailflowProperty Type
highlight default link mailflowCriterion Conditional
highlight default link mailflowTest Function
highlight default link mailflowValue Constant
highlight default link mailflowNumber Number
highlight default link mailflowAddress Constant
highlight default link mailflowColumn Identifier
highlight default link mailflowText String
highlight default link mailflowComment Comment
highlight default link mailflowTodo Todo

let b:current_syntax = 'mailflow'
