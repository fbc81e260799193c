package provisioner.adopt;

import java.util.List;
import java.util.function.Function;
import provisioner.secret.Secret;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.YamlWriter;
import provisioner.state.Bytes;
import provisioner.template.Literal;

/** The value of a step's parameter: as a resource type reads it, and as a playbook has it. */
sealed interface Value {

    /** As a resource type reads it, which is after it was rendered. */
    Node node(Location at);

    /**
     * As a playbook has it, of the kinds that {@link YamlWriter} writes.
     *
     * @param names the names under which secrets are stored
     */
    Object written(Function<Hidden, String> names);

    static Value text(String text) {
        return new Text(text);
    }

    private static Node scalar(Location at, String text, boolean plain) {
        return new Node.Scalar(at, text, plain, "");
    }

    record Text(String text) implements Value {
        @Override
        public Node node(Location at) {
            return scalar(at, text, false);
        }

        @Override
        public Object written(Function<Hidden, String> names) {
            return Literal.of(text);
        }
    }

    record Number(int number) implements Value {
        @Override
        public Node node(Location at) {
            return scalar(at, String.valueOf(number), true);
        }

        @Override
        public Object written(Function<Hidden, String> names) {
            return number;
        }
    }

    record Flag(boolean on) implements Value {
        @Override
        public Node node(Location at) {
            return scalar(at, String.valueOf(on), true);
        }

        @Override
        public Object written(Function<Hidden, String> names) {
            return on;
        }
    }

    record Words(List<String> words) implements Value {
        public Words {
            words = List.copyOf(words);
        }

        @Override
        public Node node(Location at) {
            return new Node.Sequence(
                    at, words.stream().map(word -> scalar(at, word, false)).toList());
        }

        @Override
        public Object written(Function<Hidden, String> names) {
            return words.size() == 1
                    ? Literal.of(words.getFirst())
                    : words.stream().map(Literal::of).toList();
        }
    }

    /**
     * What not everybody on the host may read.
     *
     * @param name under which it is to be stored, if that is free
     */
    record Hidden(String name, Secret secret) implements Value {
        @Override
        public Node node(Location at) {
            return scalar(at, secret.value(), false);
        }

        @Override
        public Object written(Function<Hidden, String> names) {
            return new YamlWriter.Tagged("!secret", names.apply(this));
        }
    }

    /**
     * What is copied from a file of its own.
     *
     * @param source relative to the playbook's directory
     */
    record Copied(String source, Bytes bytes) implements Value {
        @Override
        public Node node(Location at) {
            return scalar(at, source, false);
        }

        @Override
        public Object written(Function<Hidden, String> names) {
            return Literal.of(source);
        }
    }
}
