// Command layer-init is the first process of a machine: /init of its initramfs.
//
// It is a program of its own because it starts before /proc is mounted, which the daemon's FUSE library needs as soon as
// it is loaded.
package main

import "layerfile/agent/initramfs"

func main() { initramfs.Run() }
