package dev.muster.failover.adapter.http;

import dev.muster.events.StepAction.Notify;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Facts;
import dev.muster.failover.app.Credentials;
import dev.muster.failover.app.StepContext;
import dev.muster.failover.app.StepHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;

/** Tells a webhook; the body is the JSON object {@code {"text": …}} that chat systems take. */
@ApplicationScoped
public class WebhookNotifier implements StepHandler<Notify> {

    private final Web web;

    @Inject
    public WebhookNotifier(Web web) {
        this.web = web;
    }

    @Override
    public Class<Notify> action() {
        return Notify.class;
    }

    @Override
    public StepResult handle(Notify notify, StepContext context) throws InterruptedException {
        var headers = new HashMap<String, String>();
        headers.put("Content-Type", "application/json");
        try {
            if (notify.credentials().isPresent()) {
                headers.put(
                        "Authorization", "Bearer " + Credentials.text(notify.credentials().get()));
            }
        } catch (Credentials.Unreadable e) {
            return new StepResult.Rejected(e.getMessage() == null ? "" : e.getMessage());
        }
        var answer =
                web.post(notify.webhook(), headers, "{\"text\": " + quoted(notify.text()) + "}");
        if (answer.isEmpty()) {
            return new StepResult.Unknown(notify.webhook().getHost() + " did not answer");
        }
        var status = answer.get().status();
        if (status < 300) {
            return new StepResult.Done(notify.webhook().getHost() + " was told", Facts.NONE);
        }
        return status < 500
                ? new StepResult.Rejected(notify.webhook().getHost() + " answers " + status)
                : new StepResult.Unavailable(notify.webhook().getHost() + " answers " + status);
    }

    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> {
                    if (c < ' ') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
