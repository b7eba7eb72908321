// Lets veraPDF look at files, from a jar that has its classes and profiles and the Rhino shell:
//
//   java -cp THE.jar org.mozilla.javascript.tools.shell.Main verapdf.js JOBS
//
// JOBS is a file with a line for each file to validate: profiles with commas between them, a tab, the file's
// name. For each profile a line of JSON comes out on standard output, in ASCII. The profiles are XML files in
// the jar; veraPDF reads them with JAXB, which such a jar need not have, so here they are read with DOM.
"use strict";

var PROFILES = {
  "1a": "PDFA-1A", "1b": "PDFA-1B", "2a": "PDFA-2A", "2b": "PDFA-2B", "2u": "PDFA-2U", "3a": "PDFA-3A",
  "3b": "PDFA-3B", "3u": "PDFA-3U", "4": "PDFA-4", "4e": "PDFA-4E", "4f": "PDFA-4F",
  "ua1": "PDFUA-1", "ua2": "PDFUA-2-ISO32005"
};
var FOLDER = "org/verapdf/pdfa/validation/";
var LONGEST = 400;

var vera = Packages.org.verapdf;
var make = vera.pdfa.validation.profiles.Profiles;
var foundries = vera.pdfa.Foundries;

function classOf(name) {
  return java.lang.Class.forName(name);
}

// --- profiles ---

function children(element, name) {
  var found = [];
  for (var node = element.getFirstChild(); node !== null; node = node.getNextSibling()) {
    if (node.getNodeType() === 1 && (name === undefined || String(node.getLocalName()) === name)) {
      found.push(node);
    }
  }
  return found;
}

// The elements two levels below: those in a list such as <rules><rule/><rule/></rules>.
function listed(element, list, name) {
  return children(element, list).reduce(function (all, holder) {
    return all.concat(children(holder, name));
  }, []);
}

function textOf(element, name) {
  var found = children(element, name);
  return found.length ? found[0].getTextContent() : null;
}

function attribute(element, name) {
  return element.hasAttribute(name) ? element.getAttribute(name) : null;
}

// The class of the arguments of messages has no public way to make one.
var newArgument = (function () {
  var text = classOf("java.lang.String");
  var kinds = java.lang.reflect.Array.newInstance(classOf("java.lang.Class"), 3);
  for (var index = 0; index < 3; index += 1) {
    kinds[index] = text;
  }
  var maker = classOf("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl").getDeclaredConstructor(kinds);
  maker.setAccessible(true);
  return function (element) {
    return maker.newInstance(element.getTextContent(), attribute(element, "name"), null);
  };
}());

function javaList(items) {
  var list = new java.util.ArrayList();
  items.forEach(function (item) { list.add(item); });
  return list;
}

function ruleFrom(element) {
  var id = children(element, "id")[0];
  var specification = java.lang.Enum.valueOf(
    classOf("org.verapdf.pdfa.flavours.PDFAFlavour$Specification"), id.getAttribute("specification")
  );
  var fault = children(element, "error")[0];
  var values = fault ? listed(fault, "arguments", "argument").map(newArgument) : [];
  var sources = listed(element, "references", "reference").map(function (source) {
    return make.referenceFromValues(attribute(source, "specification") || "", attribute(source, "clause") || "");
  });
  var deferred = attribute(element, "deferred");
  return make.ruleFromValues(
    make.ruleIdFromValues(specification, id.getAttribute("clause"), Number(id.getAttribute("testNumber"))),
    element.getAttribute("object"),
    deferred === null ? null : java.lang.Boolean.valueOf(deferred),
    attribute(element, "tags"),
    textOf(element, "description"),
    textOf(element, "test"),
    make.errorFromValues(fault ? textOf(fault, "message") : "", javaList(values)),
    javaList(sources)
  );
}

function readProfile(name) {
  var loader = classOf("org.verapdf.pdfa.Foundries").getClassLoader();
  var source = loader.getResourceAsStream(FOLDER + PROFILES[name] + ".xml");
  if (source === null) {
    throw new Error("the jar has no profile " + PROFILES[name]);
  }
  var factory = Packages.javax.xml.parsers.DocumentBuilderFactory.newInstance();
  factory.setNamespaceAware(true);
  var root = factory.newDocumentBuilder().parse(source).getDocumentElement();
  var variables = listed(root, "variables", "variable").map(function (element) {
    return make.variableFromValues(
      element.getAttribute("name"), element.getAttribute("object"), textOf(element, "defaultValue"),
      textOf(element, "value")
    );
  });
  var about = children(root, "details")[0];
  return make.profileFromValues(
    vera.pdfa.flavours.PDFAFlavour.valueOf(root.getAttribute("flavour")),
    make.profileDetailsFromValues(
      textOf(about, "name"), textOf(about, "description"), attribute(about, "creator"), new java.util.Date(0)
    ),
    "",
    new java.util.HashSet(javaList(listed(root, "rules", "rule").map(ruleFrom))),
    new java.util.HashSet(javaList(variables))
  );
}

var known = {};

function profile(name) {
  if (!known[name]) {
    if (!PROFILES.hasOwnProperty(name)) {
      throw new Error("there is no profile " + name);
    }
    known[name] = readProfile(name);
  }
  return known[name];
}

// --- validation ---

function ruleName(id) {
  return String(id.getClause()) + "-" + Number(id.getTestNumber());
}

function failures(result) {
  var found = {};
  var entries = result.getFailedChecks().entrySet().iterator();
  while (entries.hasNext()) {
    var entry = entries.next();
    var rule = ruleName(entry.getKey());
    found[rule] = {rule: rule, count: Number(entry.getValue()), text: "", place: ""};
  }
  var assertions = result.getTestAssertions().iterator();
  while (assertions.hasNext()) {
    var assertion = assertions.next();
    var failure = found[ruleName(assertion.getRuleId())];
    if (failure && !failure.text && String(assertion.getStatus()).toLowerCase() === "failed") {
      failure.text = String(assertion.getErrorMessage() || assertion.getMessage()).slice(0, LONGEST);
      failure.place = String(assertion.getLocation().getContext()).slice(0, LONGEST);
    }
  }
  return Object.keys(found).sort().map(function (rule) { return found[rule]; });
}

function close(thing) {
  if (thing) {
    try {
      thing.close();
    } catch (ignored) {
      // What it had to say has been said.
    }
  }
}

function validate(file, name) {
  var answer = {file: file, profile: name};
  var parser = null;
  var validator = null;
  try {
    var rules = profile(name);
    var foundry = foundries.defaultInstance();
    parser = foundry.createParser(new java.io.File(file), rules.getPDFAFlavour());
    validator = foundry.createValidator(rules, false);
    var result = validator.validate(parser);
    answer.compliant = Boolean(result.isCompliant());
    answer.checks = Number(result.getTotalAssertions());
    answer.failed = failures(result);
  } catch (fault) {
    answer.error = String(fault).slice(0, LONGEST);
  } finally {
    close(validator);
    close(parser);
  }
  return answer;
}

function ascii(text) {
  return text.replace(/[\u007f-\uffff]/g, function (character) {
    return "\\u" + ("0000" + character.charCodeAt(0).toString(16)).slice(-4);
  });
}

java.util.logging.LogManager.getLogManager().reset();
vera.gf.foundry.VeraGreenfieldFoundryProvider.initialise();
readFile(arguments[0], "UTF-8").split("\n").forEach(function (line) {
  var parts = line.split("\t");
  if (parts.length === 2) {
    parts[0].split(",").forEach(function (name) {
      print(ascii(JSON.stringify(validate(parts[1], name))));
    });
  }
});
