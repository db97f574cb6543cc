package dev.muster.stream;

/** How the host's own notes are told apart from the keys of a machine in one store. */
final class StoreKeys {

    private static final String BROADCAST = "\u0000broadcast/";
    private static final String WAITING = "\u0000waiting/";

    private StoreKeys() {}

    static boolean isMachineKey(String key) {
        return key.isEmpty() || key.charAt(0) != '\u0000';
    }

    static String broadcast(String type) {
        return BROADCAST + type;
    }

    static boolean isBroadcast(String key) {
        return key.startsWith(BROADCAST);
    }

    static String waiting(String topic, String key) {
        return WAITING + topic + "/" + key;
    }
}
