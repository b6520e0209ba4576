#include "alerter/alerter.h"

int main(int argc, char **argv) {
    return alerter_main(argc, argv);
}
