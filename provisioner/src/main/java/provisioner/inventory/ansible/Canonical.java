package provisioner.inventory.ansible;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.source.Location;
import provisioner.source.Node;

/**
 * Single values as JSON has them: without quotes only numbers, {@code true}, {@code false} and {@code null}, and everything
 * else as a string. What a file means by {@code yes} or {@code 0644} is decided by whoever reads it.
 */
final class Canonical {
    /** The longest number that Python writes without an exponent. */
    private static final int MOST_DIGITS = 16;

    private static final int LEAST_EXPONENT = -4;
    private static final String NULL = "null";

    private static final Pattern BOOL =
            Pattern.compile("(yes|Yes|YES|true|True|TRUE|on|On|ON)|no|No|NO|false|False|FALSE|off|Off|OFF");
    private static final Pattern INTEGER = Pattern.compile(
            "([-+]?)(?:0b(?<two>_*[01][01_]*)|0x(?<sixteen>_*[0-9a-fA-F][0-9a-fA-F_]*)|0(?<eight>_*[0-7][0-7_]*)"
                    + "|(?<ten>0_*|[1-9][0-9_]*)|(?<sixty>[1-9][0-9_]*(?::[0-5]?[0-9])++))");
    private static final Pattern REAL = Pattern.compile(
            "[-+]?(?:[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?" + "|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)");
    private static final Pattern JSON_NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private Canonical() {}

    static Node.Scalar text(Location at, String text) {
        return new Node.Scalar(at, text, false, "");
    }

    static Node.Scalar bool(Location at, boolean value) {
        return new Node.Scalar(at, String.valueOf(value), true, "");
    }

    static Node.Scalar nothing(Location at) {
        return new Node.Scalar(at, NULL, true, "");
    }

    static Node.Scalar integer(Location at, BigInteger value) {
        return new Node.Scalar(at, value.toString(), true, "");
    }

    static Node.Scalar real(Location at, double value) {
        return new Node.Scalar(at, repr(value), true, "");
    }

    /** A scalar without quotes and tag, as YAML 1.1 reads it. */
    static Node.Scalar yaml(Node.Scalar written) {
        String text = written.text();
        Location at = written.location();
        Matcher bool = BOOL.matcher(text);
        if (bool.matches()) {
            return bool(at, bool.group(1) != null);
        }
        if (text.isEmpty() || text.equals("~") || text.matches("null|Null|NULL")) {
            return nothing(at);
        }
        Matcher integer = INTEGER.matcher(text);
        if (integer.matches()) {
            BigInteger value = integer(integer);
            return integer(at, integer.group(1).equals("-") ? value.negate() : value);
        }
        if (text.matches("[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)")) {
            double endless = text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            return real(at, text.toLowerCase(java.util.Locale.ROOT).endsWith("nan") ? Double.NaN : endless);
        }
        if (REAL.matcher(text).matches()) {
            return real(at, Double.parseDouble(text.replace("_", "")));
        }
        return text(at, text);
    }

    /** A scalar without quotes, as JSON reads it; a string if JSON does not know it. */
    static Node.Scalar json(Node.Scalar written) {
        Location at = written.location();
        return switch (written.text()) {
            case "true" -> bool(at, true);
            case "false" -> bool(at, false);
            case NULL, "" -> nothing(at);
            case String text -> {
                Matcher number = JSON_NUMBER.matcher(text);
                if (!number.matches()) {
                    yield text(at, text);
                }
                yield number.group(1) == null && number.group(2) == null
                        ? integer(at, new BigInteger(text))
                        : real(at, Double.parseDouble(text));
            }
        };
    }

    private static BigInteger integer(Matcher found) {
        for (var base :
                java.util.Map.of("two", 2, "eight", 8, "ten", 10, "sixteen", 16).entrySet()) {
            String digits = found.group(base.getKey());
            if (digits != null) {
                return new BigInteger(digits.replace("_", ""), base.getValue());
            }
        }
        BigInteger sum = BigInteger.ZERO;
        for (String part : found.group("sixty").replace("_", "").split(":")) {
            sum = sum.multiply(BigInteger.valueOf(60)).add(new BigInteger(part));
        }
        return sum;
    }

    /** A number as Python writes it. */
    private static String repr(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= LEAST_EXPONENT && exponent < MOST_DIGITS) {
            String plain = exact.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = exact.unscaledValue().abs().toString();
        String mantissa = digits.substring(0, 1) + (digits.length() > 1 ? "." + digits.substring(1) : "");
        return (value < 0 ? "-" : "") + mantissa + "e" + (exponent < 0 ? "-" : "+")
                + "%02d".formatted(Math.abs(exponent));
    }
}
