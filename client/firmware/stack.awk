# The deepest stack below mesogrid_run, from the call graphs that gcc writes with -fcallgraph-info=su. It fails where a
# function calls itself, on whatever way, or has a frame that is not known. Of a function of the C library or of gcc's it
# knows nothing, and counts `leaf` bytes; callbacks of the port come on top.
function text(name, found) { # the quoted string after name:
	found = $0
	if (!sub(".*" name ": \"", "", found)) return ""
	sub(/".*/, "", found)
	return found
}
function deepest(f, i, n, calls, best, way, d) {
	if (f in known) return known[f]
	if (f in above) fail("recursion through " f)
	if (!(f in bytes)) { unknown[f] = 1; below[f] = ""; return known[f] = leaf }
	above[f] = 1
	best = 0
	way = ""
	n = split(edges[f], calls, "\n")
	for (i = 1; i <= n; i++) {
		if (calls[i] == "__indirect_call") { indirect[f] = 1; continue }
		if ((d = deepest(calls[i])) > best) { best = d; way = calls[i] }
	}
	delete above[f]
	below[f] = way
	return known[f] = bytes[f] + best
}
function name(f) { sub(/.*:/, "", f); return f }
function fail(why) { print "stack: " why > "/dev/stderr"; failed = 1; exit 1 }
BEGIN { if (!leaf) leaf = 32 }
/^node:/ {
	label = text("label")
	if (match(label, /[0-9]+ bytes \([a-z,]+\)/)) {
		frame = substr(label, RSTART, RLENGTH)
		split(frame, part, " ")
		bytes[text("title")] = part[1] + 0
		if (frame !~ /\(static\)/) dynamic[text("title")] = 1
	}
}
/^edge:/ {
	from = text("sourcename")
	edges[from] = edges[from] (edges[from] == "" ? "" : "\n") text("targetname")
}
END {
	if (failed) exit 1
	if (!("mesogrid_run" in bytes)) fail("mesogrid_run is not in these call graphs")
	most = deepest("mesogrid_run")
	for (f in known) if (f in dynamic) fail("the frame of " name(f) " is not known")
	list = ""
	for (f in unknown) list = list " " f
	printf "stack %d bytes:", most
	for (f = "mesogrid_run"; f != ""; f = below[f]) {
		printf " %s %d%s", name(f), f in bytes ? bytes[f] : leaf, below[f] != "" ? " >" : ""
	}
	printf "\n  %d bytes each for what is not ours:%s\n  callbacks come on top, called from:", leaf, list
	for (f in indirect) {
		printf " %s", name(f)
	}
	print ""
}
