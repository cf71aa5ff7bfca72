package process

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// account is a line of /etc/passwd with the groups that /etc/group adds.
type account struct {
	name, home, shell string
	uid, gid          uint32
	groups            []uint32
}

// lookUp reads the files rather than asking libc: the agent is a static binary.
func lookUp(name string) (*account, error) {
	if name == "" {
		name = "root"
	}
	for _, fields := range table("/etc/passwd", 7) {
		if fields[0] != name {
			continue
		}
		uid, err := strconv.ParseUint(fields[2], 10, 32)
		if err != nil {
			return nil, err
		}
		gid, err := strconv.ParseUint(fields[3], 10, 32)
		if err != nil {
			return nil, err
		}
		found := &account{name: name, home: fields[5], shell: fields[6], uid: uint32(uid), gid: uint32(gid)}
		for _, group := range table("/etc/group", 4) {
			for _, member := range strings.Split(group[3], ",") {
				if id, err := strconv.ParseUint(group[2], 10, 32); err == nil && member == name {
					found.groups = append(found.groups, uint32(id))
				}
			}
		}
		return found, nil
	}
	return nil, fmt.Errorf("there is no user %s", name)
}

func table(path string, columns int) [][]string {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	var rows [][]string
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Split(line, ":"); len(fields) >= columns {
			rows = append(rows, fields)
		}
	}
	return rows
}

func (a *account) credential() *syscall.Credential {
	if a.uid == uint32(os.Geteuid()) && os.Geteuid() != 0 {
		return nil
	}
	return &syscall.Credential{Uid: a.uid, Gid: a.gid, Groups: a.groups}
}

func (a *account) environment(given map[string]string) []string {
	all := map[string]string{
		"HOME": a.home, "USER": a.name, "LOGNAME": a.name, "SHELL": a.shell, "PATH": defaultPath, "LANG": "C.UTF-8",
	}
	for key, value := range given {
		all[key] = value
	}
	result := make([]string, 0, len(all))
	for key, value := range all {
		result = append(result, key+"="+value)
	}
	return result
}

// find resolves a command's name along the PATH that the command will have, not the agent's.
func find(name, path string) (string, error) {
	if strings.Contains(name, "/") {
		return name, nil
	}
	if path == "" {
		path = defaultPath
	}
	for _, folder := range filepath.SplitList(path) {
		candidate := filepath.Join(folder, name)
		if info, err := os.Stat(candidate); err == nil && !info.IsDir() && info.Mode()&0o111 != 0 {
			return candidate, nil
		}
	}
	return "", fmt.Errorf("%s: %w", name, exec.ErrNotFound)
}
