package dev.muster.plan;

import dev.muster.plan.Form.Misfit;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The forms of names and addresses on the network. */
final class AddressForms {

    private static final String LABEL = "[A-Za-z0-9_](?:[-A-Za-z0-9_]{0,61}[A-Za-z0-9_])?";
    private static final Pattern HOST_NAME =
            Pattern.compile("(?=.{1,253}$)" + LABEL + "(?:\\." + LABEL + ")*\\.?");
    private static final Pattern ABSOLUTE =
            Pattern.compile("(?=.{2,254}$)(?:\\*\\.)?(?:" + LABEL + "\\.)+");
    private static final Pattern SERVER_FORM =
            Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}\\]|[-A-Za-z0-9_.]{1,253})(?::([0-9]{1,5}))?");
    private static final Pattern IPV4 =
            Pattern.compile(
                    "(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})\\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})");
    private static final Pattern IPV6_LETTERS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private AddressForms() {}

    static final Form<Integer> PORT = Forms.integer(1, 65535);

    static final Form<Integer> STATUS = Forms.integer(100, 599);

    static final Form<String> HOST =
            Forms.text(
                    "a host name or an address",
                    text -> {
                        if (!isHostName(text) && !isIpv6(text)) {
                            throw new Misfit(
                                    "'" + Spelling.clipped(text) + "' is not a host",
                                    "Write a host name or an address, without a port.");
                        }
                        return text;
                    });

    /** A host with or without a port; an IPv6 address with a port stands in brackets. */
    static final Form<String> SERVER =
            Forms.text(
                    "a server as host or host:port",
                    text -> {
                        var matcher = SERVER_FORM.matcher(text);
                        if (!isIpv6(text)
                                && (!matcher.matches()
                                        || (matcher.group(2) != null
                                                && !isPort(matcher.group(2))))) {
                            throw new Misfit(
                                    "'" + Spelling.clipped(text) + "' is not a server",
                                    "Write host or host:port, such as ns1.example.org:53.");
                        }
                        return text;
                    });

    /** A name that says all of itself. */
    static final Form<String> ABSOLUTE_NAME =
            Forms.text(
                    "a full DNS name that ends with a dot",
                    text -> {
                        if (!ABSOLUTE.matcher(text).matches()) {
                            throw new Misfit(
                                    "'" + Spelling.clipped(text) + "' is not a full DNS name",
                                    ABSOLUTE.matcher(text + ".").matches()
                                            ? "End it with a dot: " + text + "."
                                            : "Write it as shop.example.org. with a dot at the end.");
                        }
                        return text.toLowerCase(Locale.ROOT);
                    });

    static final Form<URI> URL =
            Forms.text(
                    "a URL such as https://shop.example.org/",
                    URI.create("https://unreadable/"),
                    AddressForms::url);

    /** A Git repository, on the network or in a folder that the service reaches. */
    static final Form<URI> REPOSITORY =
            Forms.text(
                    "a URL such as https://git.example.org/shop.git",
                    URI.create("https://unreadable/"),
                    text -> text.startsWith("file:") ? folder(text) : url(text));

    private static URI folder(String text) throws Misfit {
        try {
            var url = new URI(text);
            if (url.getPath() != null && url.getPath().matches("/[^\\p{Cntrl}]+")) {
                return URI.create("file://" + url.getRawPath());
            }
        } catch (URISyntaxException broken) {
            // It is refused like one without a path.
        }
        throw new Misfit("it names no folder", "Write it as file:///srv/git/shop.git.");
    }

    /** An address that a DNS record of some type can hold. */
    static Form<String> target(String wanted, Predicate<String> valid) {
        return Forms.text(
                wanted,
                text -> {
                    if (!valid.test(text)) {
                        throw new Misfit(
                                "'" + Spelling.clipped(text) + "' is not " + wanted,
                                "Write " + wanted + ", or change the record's type.");
                    }
                    return text;
                });
    }

    static boolean isIpv4(String text) {
        return IPV4.matcher(text).matches();
    }

    static boolean isIpv6(String text) {
        if (!text.contains(":") || !IPV6_LETTERS.matcher(text).matches()) {
            return false;
        }
        try {
            return new URI("http://[" + text + "]/").getHost() != null;
        } catch (URISyntaxException notAnAddress) {
            return false;
        }
    }

    static boolean isHostName(String text) {
        return HOST_NAME.matcher(text).matches();
    }

    private static URI url(String text) throws Misfit {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException broken) {
            throw new Misfit(
                    "it is not a URL",
                    "Write it as https://host/path, special characters percent-encoded.");
        }
        var scheme = url.getScheme();
        if (url.getRawUserInfo() != null) {
            throw new Misfit(
                    "a secret must not stand in the plan",
                    "Remove user and password from the URL.");
        }
        if ((!"http".equals(scheme) && !"https".equals(scheme)) || url.getHost() == null) {
            throw new Misfit("it is not a web address", "Write it as https://host/path.");
        }
        if (url.getFragment() != null) {
            throw new Misfit("the part after # is never sent", "Remove it.");
        }
        return url;
    }

    private static boolean isPort(String digits) {
        int port = Integer.parseInt(digits);
        return port >= 1 && port <= 65535;
    }
}
