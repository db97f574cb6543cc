package dev.muster.sandbox.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** What the person sees: short lines with the time since the start, and one line that moves. */
final class Screen {

    private static final String CLEAR = "\r\u001b[2K";
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String YELLOW = "\u001b[33m";
    private static final String PLAIN = "\u001b[0m";
    private static final String[] TURN = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};

    private final PrintStream out;
    private final boolean alive;
    private final boolean silent;
    private final long startedAt = System.nanoTime();
    private boolean moving;
    private int turn;

    /**
     * A screen.
     *
     * @param alive whether it is a terminal that knows colours and can rewrite a line
     */
    Screen(PrintStream out, boolean alive, boolean silent) {
        this.out = out;
        this.alive = alive;
        this.silent = silent;
    }

    static Screen of(boolean silent) {
        var terminal = isTerminal();
        return new Screen(
                silent ? System.err : System.out,
                terminal
                        && !"dumb".equals(System.getenv("TERM"))
                        && System.getenv("NO_COLOR") == null,
                silent);
    }

    /** There is no console at all when the output goes to a file. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    synchronized void chapter(String title) {
        line("");
        line(paint(BOLD, title));
    }

    synchronized void say(String text) {
        line(stamp() + text);
    }

    synchronized void good(String text) {
        line(stamp() + paint(GREEN, "✓ ") + text);
    }

    synchronized void bad(String text) {
        line(stamp() + paint(RED, "✗ ") + text);
    }

    synchronized void warn(String text) {
        line(stamp() + paint(YELLOW, "! ") + text);
    }

    synchronized void detail(String text) {
        line("          " + paint(DIM, text));
    }

    synchronized void plain(String text) {
        line(text);
    }

    /** A line that moves while something takes its time; the next real line replaces it. */
    synchronized void progress(String text) {
        if (alive && !silent) {
            out.print(CLEAR + stamp() + paint(DIM, TURN[turn++ % TURN.length] + " " + text));
            out.flush();
            moving = true;
        }
    }

    String bold(String text) {
        return paint(BOLD, text);
    }

    private void line(String text) {
        if (silent) {
            return;
        }
        if (moving) {
            out.print(CLEAR);
            moving = false;
        }
        out.println(text);
        out.flush();
    }

    private String stamp() {
        var since = Duration.ofNanos(System.nanoTime() - startedAt);
        return paint(DIM, String.format(Locale.ROOT, "%6.1f s  ", since.toMillis() / 1000.0));
    }

    private String paint(String colour, String text) {
        return alive ? colour + text + PLAIN : text;
    }
}
