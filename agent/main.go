// Command layer-agent is the program inside a layer VM: the daemon that runs steps and serves the watched files. It also
// starts itself, as each step's first process.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"

	"golang.org/x/sys/unix"

	"layerfile/agent/daemon"
	"layerfile/agent/process"
	"layerfile/agent/tree"
	"layerfile/agent/wire"
)

const version = "0.1.0"

func main() {
	if os.Args[0] == process.ChildName {
		process.Child()
	}
	log.SetFlags(0)
	log.SetPrefix("layer-agent: ")
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	port := flag.String("port", "", "virtio-serial device, or Unix socket to connect to")
	listen := flag.String("listen", "", "Unix socket to make, for tests outside of a VM")
	state := flag.String("state", "/var/lib/layer", "folder for fetched contents and what steps write")
	view := flag.String("tree", "/run/layer/tree", "where the watched tree is mounted")
	keepTime := flag.Bool("no-clock", false, "leave the clock alone, for tests outside of a VM")
	show := flag.Bool("version", false, "print the version")
	flag.Parse()
	if *show {
		fmt.Println("layer-agent", version)
		return nil
	}
	process.KeepFiles()
	opened, err := open(*port, *listen)
	if err != nil {
		return err
	}
	places := tree.Places{State: absolute(*state), View: absolute(*view)}
	// The kernel kills for memory: a step, not the one who would report it. Commands take 0 for themselves.
	if err := os.WriteFile("/proc/self/oom_score_adj", []byte("-1000"), 0); err != nil {
		log.Printf("not protected from the kernel's memory killer: %v", err)
	}
	served := daemon.New(opened, places, daemon.Options{Version: version, KeepTime: *keepTime})
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, unix.SIGTERM, unix.SIGINT)
	go func() {
		<-stop
		served.Close()
		os.Exit(0)
	}()
	err = served.Serve()
	served.Close()
	return err
}

func open(port, listen string) (wire.Port, error) {
	switch {
	case port != "" && listen == "":
		return wire.OpenPort(port)
	case listen != "" && port == "":
		return wire.Listen(listen)
	}
	return nil, errors.New("give -port DEVICE or -listen SOCKET")
}

func absolute(path string) string {
	result, err := filepath.Abs(path)
	if err != nil {
		log.Fatal(err)
	}
	return result
}
