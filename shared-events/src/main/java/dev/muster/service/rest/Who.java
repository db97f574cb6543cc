package dev.muster.service.rest;

import dev.muster.service.Access;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/** Under which name something goes on record. */
public final class Who {

    private static final int LONGEST = 200;

    private Who() {}

    /**
     * The name of the token; what the body says only where no token is needed.
     *
     * @param said the name in the body, if there is one
     */
    public static String is(SecurityContext caller, @Nullable String said) {
        var name = caller.getUserPrincipal().getName();
        if (!name.equals(Access.ANONYMOUS)) {
            return name;
        }
        if (said == null || said.isBlank() || said.length() > LONGEST) {
            throw Problem.of(
                    400,
                    "incomplete-request",
                    "Who?",
                    "Without a token the body needs requestedBy, of 1 to "
                            + LONGEST
                            + " characters, for the record.");
        }
        return said.strip();
    }
}
