package dev.muster.plan;

import dev.muster.plan.yaml.YamlTree;
import dev.muster.plan.yaml.YamlTree.Mapping;
import dev.muster.plan.yaml.YamlTree.Scalar;
import java.util.Map;
import java.util.function.Function;

/**
 * How one value is written. Reading never fails: a value that does not have the form is reported,
 * and something harmless stands in for it, so that the rest can be looked at too.
 */
interface Form<T> {

    /** What is wanted, as in "a duration such as 10s or 1h30m". */
    String wanted();

    T read(YamlTree tree, Faults faults);

    /** What stands in for a value that is not there. */
    default T standIn() {
        return read(new Mapping("", 1, Map.of()), Faults.ignored());
    }

    /** The value does not have its form; both are sentences for the user. */
    final class Misfit extends Exception {
        private final String remedy;

        Misfit(String problem, String remedy) {
            super(problem);
            this.remedy = remedy;
        }

        String problem() {
            return String.valueOf(getMessage());
        }

        String remedy() {
            return remedy;
        }
    }

    /** Turns the text of a value into what it means. */
    interface Meaning<T> {
        T of(String text) throws Misfit;
    }

    /** A single value of the given type. */
    static <T> Form<T> scalar(YamlTree.Type type, String wanted, T standIn, Meaning<T> meaning) {
        return new Form<>() {
            @Override
            public String wanted() {
                return wanted;
            }

            @Override
            public T read(YamlTree tree, Faults faults) {
                if (tree instanceof Scalar(_, _, String text, YamlTree.Type given) && fits(given)) {
                    try {
                        return meaning.of(text);
                    } catch (Misfit misfit) {
                        faults.at(tree, misfit.problem(), misfit.remedy());
                        return standIn;
                    }
                }
                faults.at(tree, "it is " + tree.kind(), "Write " + wanted + quotes(tree) + ".");
                return standIn;
            }

            private boolean fits(YamlTree.Type given) {
                return given == type
                        || (type == YamlTree.Type.DECIMAL && given == YamlTree.Type.INTEGER);
            }

            private String quotes(YamlTree tree) {
                return type == YamlTree.Type.TEXT
                                && tree instanceof Scalar scalar
                                && scalar.type() != YamlTree.Type.NOTHING
                        ? ", in quotes"
                        : "";
            }
        };
    }

    /** A mapping whose fields the function asks for; any other field in it is a fault. */
    static <T> Form<T> mapping(String wanted, Function<Fields, T> meaning) {
        return new Form<>() {
            @Override
            public String wanted() {
                return wanted;
            }

            @Override
            public T read(YamlTree tree, Faults faults) {
                if (tree instanceof Mapping mapping) {
                    var fields = new Fields(mapping, faults);
                    var value = meaning.apply(fields);
                    fields.refuseOthers();
                    return value;
                }
                faults.at(tree, "it is " + tree.kind(), "Write " + wanted + ".");
                return standIn();
            }
        };
    }
}
