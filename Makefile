.PHONY: help run test page check long figures rivals generate tools

help: ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 12

run: ## make a grid on an example outline
	go run ./client/mesogrid grid --pattern triangular --spacing 10mm --margin 5mm client/mesogrid/examples/thigh.geojson

test: ## pass all tests (about a minute)
	go test ./...

page: ## build the planning page (Node 20.19 or newer)
	cd client/web && npm ci && npm run check && npm test && npm run build

check: ## everything that CI checks
	.ci/run

long: ## the long test runs as well (an hour or more)
	.ci/run long

figures: ## measure mesogrid by itself, as Markdown
	.ci/peers figures

rivals: ## measure it beside other libraries, as Markdown
	.ci/peers rivals

generate: ## regenerate the Go code of the contract
	.ci/tool buf generate

tools: ## build the pinned tools
	.ci/tool buf --version
	.ci/tool grpcurl -version
	.ci/tool golangci-lint --version
