package dev.muster.service.rest;

import dev.muster.service.Access;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What somebody is told who may not do what they want. */
public class AccessProblems {

    private final Access access;

    @Inject
    public AccessProblems(Access access) {
        this.access = access;
    }

    @ServerExceptionMapper
    public Response nobody(UnauthorizedException e) {
        return Problem.of(
                        401,
                        "token-missing",
                        "Who are you?",
                        access.configured()
                                ? "Send Authorization: Bearer and a token of MUSTER_ACCESS_TOKENS_FILE."
                                : "Nobody may change anything here as long as MUSTER_ACCESS_TOKENS_FILE"
                                        + " is not set; see docs/operate.md.")
                .getResponse();
    }

    @ServerExceptionMapper
    public Response unknown(AuthenticationFailedException e) {
        return Problem.of(
                        401,
                        "token-unknown",
                        "This token is not known",
                        "Send a token that stands in MUSTER_ACCESS_TOKENS_FILE now.")
                .getResponse();
    }

    @ServerExceptionMapper
    public Response notAllowed(ForbiddenException e) {
        return Problem.of(
                        403,
                        "role-missing",
                        "Your token does not have the role for this",
                        "operator begins, undoes and resumes moves and pauses automation; approver"
                                + " approves, accepts data loss and vouches for a stopped site.")
                .getResponse();
    }
}
