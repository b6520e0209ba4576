#include "referral/referral.h"

int main(int argc, char **argv) {
    return consumer_main(&referral_pipeline, argc, argv);
}
