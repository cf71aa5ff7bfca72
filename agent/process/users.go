package process

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// account is a line of /etc/passwd with the groups the user is in.
type account struct {
	name   string
	uid    int
	gid    int
	groups []int
	home   string
	shell  string
}

// lookup finds a user by name or number in the files of a guest. They are read anew each time: steps add users.
func lookup(name, passwd, group string) (account, error) {
	if name == "" {
		name = "root"
	}
	file, err := os.Open(passwd)
	if err != nil {
		if name == "root" {
			return account{name: "root", home: "/root", shell: "/bin/sh", groups: []int{0}}, nil
		}
		return account{}, fmt.Errorf("user %q: %w", name, err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), ":")
		if len(fields) < 7 || (fields[0] != name && fields[2] != name) {
			continue
		}
		uid, err := strconv.Atoi(fields[2])
		if err != nil {
			continue
		}
		gid, err := strconv.Atoi(fields[3])
		if err != nil {
			continue
		}
		user := account{name: fields[0], uid: uid, gid: gid, home: fields[5], shell: fields[6]}
		user.groups = append([]int{gid}, memberOf(user.name, gid, group)...)
		return user, nil
	}
	if err := lines.Err(); err != nil {
		return account{}, fmt.Errorf("user %q: %w", name, err)
	}
	return account{}, fmt.Errorf("there is no user %q", name)
}

// memberOf lists the groups other than primary that name a user.
func memberOf(user string, primary int, group string) []int {
	file, err := os.Open(group)
	if err != nil {
		return nil
	}
	defer file.Close()
	var groups []int
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), ":")
		if len(fields) < 4 {
			continue
		}
		gid, err := strconv.Atoi(fields[2])
		if err != nil || gid == primary {
			continue
		}
		for _, member := range strings.Split(fields[3], ",") {
			if member == user {
				groups = append(groups, gid)
			}
		}
	}
	return groups
}

// environment is env with what a login would have set, where env does not say.
func (a account) environment(env map[string]string) []string {
	shell := a.shell
	if shell == "" {
		shell = "/bin/sh"
	}
	home := a.home
	if home == "" {
		home = "/"
	}
	defaults := [][2]string{
		{"HOME", home}, {"USER", a.name}, {"LOGNAME", a.name}, {"SHELL", shell},
		{"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
	}
	result := make([]string, 0, len(env)+len(defaults))
	for name, value := range env {
		result = append(result, name+"="+value)
	}
	for _, pair := range defaults {
		if _, given := env[pair[0]]; !given {
			result = append(result, pair[0]+"="+pair[1])
		}
	}
	return result
}
