module layerfile/agent

go 1.19

require (
	github.com/hanwen/go-fuse/v2 v2.3.0
	github.com/vmihailenco/msgpack/v5 v5.4.1
	golang.org/x/sys v0.12.0
)

require github.com/vmihailenco/tagparser/v2 v2.0.0 // indirect
