package dev.muster.sandbox.process;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Runs another main class and ends the JVM at once when standard input ends, which happens when the
 * process that started it is gone.
 */
public final class Leash {

    private static final int PARENT_GONE = 137;

    private Leash() {}

    /**
     * Runs {@code arguments[0]} with the other arguments.
     *
     * @throws ReflectiveOperationException when that class has no main method to call
     */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread.ofPlatform().daemon().name("leash").start(Leash::endWithParent);
        String[] rest = new String[arguments.length - 1];
        System.arraycopy(arguments, 1, rest, 0, rest.length);
        try {
            Method main = Class.forName(arguments[0]).getMethod("main", String[].class);
            // The JVM's launcher too runs a main method of a class that is not public.
            main.setAccessible(true);
            main.invoke(null, (Object) rest);
        } catch (InvocationTargetException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {}
        } catch (IOException parentGone) {
            Runtime.getRuntime().halt(PARENT_GONE);
        }
        Runtime.getRuntime().halt(PARENT_GONE);
    }
}
