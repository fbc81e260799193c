package provisioner.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.velocity.exception.ExtendedParseException;
import org.apache.velocity.exception.MacroOverflowException;
import provisioner.source.Location;
import provisioner.source.Problem;
import provisioner.source.Problems;

/** Translates Velocity's errors into the user's words and to the place in the user's file. */
final class Failures {
    private static final Pattern AT = Pattern.compile("(?:\\s+at)?\\s+\\S+\\[line (\\d+), column (\\d+)]");
    private static final Pattern UNDEFINED = Pattern.compile("Variable \\$(\\w+) has not been set.*");
    private static final Pattern NO_MEMBER =
            Pattern.compile("Object '(.*)' does not contain (property|method) '?([^']*?)'?(?: at .*)?");
    private static final Pattern NO_VALUE = Pattern.compile("Reference (.*) evaluated to null.*");
    private static final Pattern CALL = Pattern.compile(".*[Ii]nvo(?:cation of|king) method '([^']*)'.*");
    private static final Pattern NO_MACRO = Pattern.compile("Macro '(#\\w+)' is not defined.*");
    private static final Pattern NO_LIST =
            Pattern.compile("#foreach parameter (\\S+) .*is of type (\\S+) and cannot be iterated.*");
    private static final Pattern ENCOUNTERED = Pattern.compile("Encountered \"(.*?)\" at .*", Pattern.DOTALL);

    private static final Pattern LEXICAL = Pattern.compile(
            "Lexical error at line (\\d+), column (\\d+)\\.\\s+Encountered: \"?(<EOF>|.)", Pattern.DOTALL);

    private static final Pattern NAME = Pattern.compile("(?<!\\\\)\\$\\{?([A-Za-z]\\w*)(?!\\w|\\|)");

    private record Said(String message, String hint) {}

    private Failures() {}

    /** @param shift how many columns of the first line are not in the user's file */
    static RenderException explain(Exception e, TemplateText source, int shift, Scope scope) {
        Exception cause = e;
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof RenderException nested) {
                return nested;
            }
            if (t instanceof ScopeContext.InsertionRefused refused) {
                return insertion(refused, source);
            }
            if (t instanceof Refusal refusal) {
                cause = refusal;
            }
        }
        Said said = say(e, cause, scope);
        int[] at = place(e, shift);
        Location location = source.at(at[0], at[1]);
        return new RenderException(new Problem(location, said.message + source.within(at[0]), said.hint));
    }

    /** All references to what is not defined; Velocity stops at the first. Directives may define names, so a text with them has none. */
    static List<Problem> undefined(TemplateText source, Scope scope) {
        List<Problem> problems = new ArrayList<>();
        Matcher name = NAME.matcher(source.text());
        while (source.text().indexOf('#') < 0 && name.find()) {
            if (!scope.has(name.group(1))) {
                String before = source.text().substring(0, name.start());
                int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
                Said said = undefined(name.group(1), scope);
                Location at = source.at(line, before.length() - before.lastIndexOf('\n'));
                problems.add(new Problem(at, said.message + source.within(line), said.hint));
            }
        }
        return problems;
    }

    private static RenderException insertion(ScopeContext.InsertionRefused refused, TemplateText source) {
        Matcher reference = Pattern.compile("(?<!\\\\)" + Pattern.quote(refused.reference()) + "(?![\\w.\\[(])")
                .matcher(source.text());
        Location location = source.origin();
        if (reference.find()) {
            String before = source.text().substring(0, reference.start());
            int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
            location = source.at(line, before.length() - before.lastIndexOf('\n'));
        }
        return new RenderException(new Problem(location, String.valueOf(refused.getMessage()), refused.hint()));
    }

    private static int[] place(Exception e, int shift) {
        int line = 0;
        int column = 0;
        Matcher at = AT.matcher(String.valueOf(e.getMessage()));
        Matcher lexical = LEXICAL.matcher(String.valueOf(e.getMessage()));
        if (e instanceof ScopeContext.CallFailed call) {
            line = call.line();
            column = call.column();
        } else if (e instanceof ExtendedParseException located && located.getLineNumber() > 0) {
            line = located.getLineNumber();
            column = located.getColumnNumber();
        } else if (lexical.find()) {
            line = Integer.parseInt(lexical.group(1));
            column = Integer.parseInt(lexical.group(2));
        } else if (at.find()) {
            line = Integer.parseInt(at.group(1));
            column = Integer.parseInt(at.group(2));
        }
        return new int[] {line, line == 1 ? Math.max(1, column - shift) : column};
    }

    private static Said say(Exception e, Exception cause, Scope scope) {
        if (cause instanceof Refusal refusal) {
            return new Said(String.valueOf(refusal.getMessage()), refusal.hint());
        }
        if (e instanceof ScopeContext.CallFailed call) {
            return new Said("'" + call.method() + "' failed: " + reason(e), "");
        }
        if (e instanceof MacroOverflowException) {
            return new Said("the macros call each other without end", "");
        }
        String message = String.valueOf(e.getMessage());
        String line = message.lines().findFirst().orElse("");
        Matcher undefined = UNDEFINED.matcher(line);
        if (undefined.matches()) {
            return undefined(undefined.group(1), scope);
        }
        Matcher member = NO_MEMBER.matcher(line);
        if (member.matches()) {
            return noMember(member);
        }
        Matcher lexical = LEXICAL.matcher(message);
        if (lexical.find()) {
            return syntax(lexical.group(3));
        }
        Matcher encountered = ENCOUNTERED.matcher(message);
        if (encountered.matches()) {
            return syntax(encountered.group(1));
        }
        return sayOther(e, line);
    }

    private static Said undefined(String name, Scope scope) {
        String guess = Problems.didYouMean(
                "$" + name, scope.names().stream().map(known -> "$" + known).toList());
        if (name.equals("item")) {
            return new Said("undefined variable '$item'", "there is one only with 'for_each', and 'as' renames it");
        }
        String literal = "define it, or write \\$" + name + " for a literal $";
        return new Said("undefined variable '$" + name + "'", guess.startsWith("did") ? guess : literal);
    }

    private static Said noMember(Matcher member) {
        String what = describeClass(member.group(1));
        String hint = what.equals("a string") && member.group(2).equals("property")
                ? "if the variable's name ends before the dot, write ${name}." + member.group(3)
                : "";
        return new Said(what + " has no " + member.group(2) + " '" + member.group(3) + "'", hint);
    }

    private static Said syntax(String token) {
        if (token.equals("<EOF>") || token.equals("\\u001c") || token.equals("\u001c")) {
            return new Said(
                    "the template ends too early",
                    "close every #if, #foreach and #macro with #end, and close every ( and quote");
        }
        String hint = token.startsWith("#end") || token.startsWith("#else")
                ? "no #if, #foreach or #macro is open here"
                : "write \\$ for a literal $, and #[[#]]# for a literal #";
        return new Said("syntax error in the template at '" + token.strip() + "'", hint);
    }

    private static Said sayOther(Exception e, String line) {
        Matcher value = NO_VALUE.matcher(line);
        if (value.matches()) {
            return new Said("'" + value.group(1) + "' has no value", "");
        }
        Matcher macro = NO_MACRO.matcher(line);
        if (macro.matches()) {
            return new Said("unknown directive '" + macro.group(1) + "'", "write #[[#]]# for a literal #");
        }
        Matcher list = NO_LIST.matcher(line);
        if (list.matches()) {
            return new Said("#foreach needs a list, but " + list.group(1) + " is " + describeClass(list.group(2)), "");
        }
        Matcher call = CALL.matcher(line);
        if (call.matches()) {
            return new Said("'" + call.group(1) + "' failed: " + reason(e), "");
        }
        return new Said(AT.matcher(line).replaceAll("").strip(), "");
    }

    private static String reason(Exception e) {
        Throwable last = e;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return switch (last) {
            case UnsupportedOperationException unsupported -> "values cannot be changed";
            case Throwable t when t.getMessage() != null && t != e -> String.valueOf(t.getMessage());
            default -> last.getClass().getSimpleName();
        };
    }

    private static String describeClass(String name) {
        String simple = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (simple) {
            case "string" -> "a string";
            case "integer", "long" -> "an integer";
            case "boolean" -> "a boolean";
            case "hostview" -> "a host";
            case "groupview" -> "a group";
            default -> simple.contains("list") ? "a list" : simple.contains("map") ? "a mapping" : "this";
        };
    }
}
