package dev.muster.failover.adapter.http;

import dev.muster.failover.announcement.Announcement;
import dev.muster.failover.app.Notifier;
import dev.muster.plan.RecoveryPlan.Notification;
import dev.muster.service.Secrets;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells a webhook. The body is a JSON object whose {@code text} chat systems show (Slack's and
 * Mattermost's incoming webhooks); the header {@code Idempotency-Key} is the id of the event.
 *
 * @see <a href="https://api.slack.com/messaging/webhooks">incoming webhooks</a>
 */
@ApplicationScoped
public class WebhookNotifier implements Notifier {

    private final Web web;

    @Inject
    public WebhookNotifier(Web web) {
        this.web = web;
    }

    @Override
    public @Nullable String tell(Notification receiver, Announcement announcement, String id)
            throws InterruptedException {
        var host = receiver.webhook().getHost();
        var headers = new HashMap<String, String>();
        headers.put("Content-Type", "application/json");
        headers.put("Idempotency-Key", id);
        try {
            if (receiver.credentials().isPresent()) {
                headers.put(
                        "Authorization", "Bearer " + Secrets.text(receiver.credentials().get()));
            }
        } catch (Secrets.Unreadable e) {
            return e.getMessage();
        }
        var body =
                new JsonObject()
                        .put("text", announcement.text())
                        .put("moment", announcement.moment().name().toLowerCase(Locale.ROOT))
                        .encode();
        var answer = web.post(receiver.webhook(), headers, body);
        if (answer.isEmpty()) {
            return host + " does not answer";
        }
        return answer.get().status() < 300 ? null : host + " answers " + answer.get().status();
    }
}
