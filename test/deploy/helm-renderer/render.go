// Renders a Helm chart as `helm template` does, with what Helm itself is made of: Go's templates and Sprig's functions.
// Reads {"chart": directory, "values": {...}, "release": name, "namespace": name} from its input; writes, as JSON, each
// template's text by its path. https://helm.sh/docs/chart_template_guide/
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"gopkg.in/yaml.v3"
)

type values = map[string]interface{}

type request struct {
	Chart     string
	Values    values
	Release   string
	Namespace string
}

// What `.Capabilities.APIVersions` answers: whether the cluster knows a kind. Every one we ask for.
type apiVersions struct{}

func (apiVersions) Has(string) bool { return true }

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var asked request
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		return err
	}
	chart, err := readYaml(filepath.Join(asked.Chart, "Chart.yaml"))
	if err != nil {
		return err
	}
	defaults, err := readYaml(filepath.Join(asked.Chart, "values.yaml"))
	if err != nil {
		return err
	}
	root := values{
		"Values":  merged(defaults, asked.Values),
		"Chart":   values{"Name": chart["name"], "Version": chart["version"], "AppVersion": chart["appVersion"]},
		"Release": values{"Name": asked.Release, "Namespace": asked.Namespace, "Service": "Helm", "Revision": 1, "IsInstall": true, "IsUpgrade": false},
		"Capabilities": values{
			"KubeVersion": values{"Version": "v1.30.0", "Major": "1", "Minor": "30"},
			"APIVersions": apiVersions{},
		},
	}
	files, err := filepath.Glob(filepath.Join(asked.Chart, "templates", "*"))
	if err != nil {
		return err
	}
	all := template.New("chart").Option("missingkey=zero")
	all.Funcs(functions(all))
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if _, err := all.New(nameOf(file)).Parse(string(text)); err != nil {
			return err
		}
	}
	rendered := map[string]string{}
	for _, file := range files {
		if strings.HasPrefix(filepath.Base(file), "_") {
			continue
		}
		var out bytes.Buffer
		root["Template"] = values{"Name": nameOf(file), "BasePath": "templates"}
		if err := all.ExecuteTemplate(&out, nameOf(file), root); err != nil {
			return err
		}
		// As Helm does it: a value that is not there is nothing, not a word.
		rendered[nameOf(file)] = strings.ReplaceAll(out.String(), "<no value>", "")
	}
	return json.NewEncoder(os.Stdout).Encode(rendered)
}

func nameOf(file string) string { return "templates/" + filepath.Base(file) }

// What Helm adds to Sprig.
func functions(all *template.Template) template.FuncMap {
	known := sprig.TxtFuncMap()
	include := func(name string, data interface{}) (string, error) {
		var out bytes.Buffer
		err := all.ExecuteTemplate(&out, name, data)
		return out.String(), err
	}
	known["include"] = include
	known["tpl"] = func(text string, data interface{}) (string, error) {
		copied, err := all.Clone()
		if err != nil {
			return "", err
		}
		if _, err := copied.New("tpl").Parse(text); err != nil {
			return "", err
		}
		var out bytes.Buffer
		err = copied.ExecuteTemplate(&out, "tpl", data)
		return out.String(), err
	}
	known["required"] = func(why string, value interface{}) (interface{}, error) {
		if value == nil || value == "" {
			return nil, errors.New(why)
		}
		return value, nil
	}
	known["toYaml"] = func(value interface{}) (string, error) {
		text, err := yaml.Marshal(value)
		return strings.TrimSuffix(string(text), "\n"), err
	}
	known["fromYaml"] = func(text string) (values, error) {
		read := values{}
		err := yaml.Unmarshal([]byte(text), &read)
		return read, err
	}
	known["lookup"] = func(string, string, string, string) values { return values{} }
	return known
}

func readYaml(file string) (values, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	read := values{}
	return read, yaml.Unmarshal(text, &read)
}

// The values of a user over those of the chart: maps are joined, a null takes away, all else is replaced.
func merged(below values, above values) values {
	result := values{}
	for key, value := range below {
		result[key] = value
	}
	for key, value := range above {
		lower, isMap := result[key].(values)
		upper, isAlso := value.(values)
		switch {
		case value == nil:
			delete(result, key)
		case isMap && isAlso:
			result[key] = merged(lower, upper)
		default:
			result[key] = value
		}
	}
	return result
}
