package dev.muster.service.rest;

import dev.muster.service.Access;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;

/** Recognises callers by their bearer token (RFC 6750). */
@ApplicationScoped
public class BearerTokens implements HttpAuthenticationMechanism {

    private static final String SCHEME = "Bearer ";

    private final Access access;

    @Inject
    public BearerTokens(Access access) {
        this.access = access;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            RoutingContext request, IdentityProviderManager providers) {
        var header = request.request().getHeader("Authorization");
        if (header == null || !header.startsWith(SCHEME)) {
            return Uni.createFrom().optional(access.anonymous().map(BearerTokens::identity));
        }
        var token = header.substring(SCHEME.length()).strip();
        return Uni.createFrom()
                .item(() -> access.whoHas(token))
                .map(
                        found ->
                                found.map(BearerTokens::identity)
                                        .orElseThrow(AuthenticationFailedException::new));
    }

    private static SecurityIdentity identity(Access.Caller caller) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(caller.name()))
                .addRoles(caller.roles())
                .build();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        return Uni.createFrom()
                .item(
                        new ChallengeData(
                                HttpResponseStatus.UNAUTHORIZED.code(),
                                "WWW-Authenticate",
                                "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}
