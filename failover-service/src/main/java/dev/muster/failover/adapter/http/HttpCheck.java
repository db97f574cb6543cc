package dev.muster.failover.adapter.http;

import dev.muster.events.StepAction.CheckHttp;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Facts;
import dev.muster.service.step.StepContext;
import dev.muster.service.step.StepHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

/** Asks the application at its new place. */
@ApplicationScoped
public class HttpCheck implements StepHandler<CheckHttp> {

    private final Web web;

    @Inject
    public HttpCheck(Web web) {
        this.web = web;
    }

    @Override
    public Class<CheckHttp> action() {
        return CheckHttp.class;
    }

    @Override
    public StepResult handle(CheckHttp check, StepContext context) throws InterruptedException {
        while (true) {
            var answer = web.get(check.url(), Optional.empty());
            var found = answer.map(a -> judge(check, a)).orElse("does not answer");
            if (found.isEmpty()) {
                return new StepResult.Done(check.url() + " answers as it should", Facts.NONE);
            }
            context.progress().accept(check.url() + " " + found);
            if (!context.pause(Duration.ofMillis(100))) {
                return new StepResult.Unavailable(check.url() + " " + found);
            }
        }
    }

    private static String judge(CheckHttp check, Web.Answer answer) {
        if (!check.status().contains(answer.status())) {
            return "answers " + answer.status();
        }
        return check.contains().filter(text -> !answer.body().contains(text)).isPresent()
                ? "answers without the text that was expected"
                : "";
    }
}
