#include "models/cloud/service_tag.h"

#include <string.h>
#include <strings.h>

#include "sim/base/diag.h"

/* Azure service tags overview, 2023-01-26 (table of available tags; of Azure Front Door the part
 * before the dot). */
static const char *const names[] = {
    "ActionGroup",
    "ApiManagement",
    "AppConfiguration",
    "AppService",
    "AppServiceManagement",
    "ApplicationInsightsAvailability",
    "AutonomousDevelopmentPlatform",
    "AzureActiveDirectory",
    "AzureActiveDirectoryDomainServices",
    "AzureAdvancedThreatProtection",
    "AzureArcInfrastructure",
    "AzureAttestation",
    "AzureBackup",
    "AzureBotService",
    "AzureCloud",
    "AzureCognitiveSearch",
    "AzureConnectors",
    "AzureContainerAppsService",
    "AzureContainerRegistry",
    "AzureCosmosDB",
    "AzureDataExplorerManagement",
    "AzureDataLake",
    "AzureDatabricks",
    "AzureDevOps",
    "AzureDevSpaces",
    "AzureDeviceUpdate",
    "AzureDigitalTwins",
    "AzureEventGrid",
    "AzureFrontDoor",
    "AzureHealthcareAPIs",
    "AzureInformationProtection",
    "AzureIoTHub",
    "AzureKeyVault",
    "AzureLoadBalancer",
    "AzureLoadTestingInstanceManagement",
    "AzureMachineLearning",
    "AzureMachineLearningInference",
    "AzureManagedGrafana",
    "AzureMonitor",
    "AzureOpenDatasets",
    "AzurePlatformDNS",
    "AzurePlatformIMDS",
    "AzurePlatformLKM",
    "AzureResourceManager",
    "AzureSentinel",
    "AzureSignalR",
    "AzureSiteRecovery",
    "AzureSphere",
    "AzureSpringCloud",
    "AzureStack",
    "AzureTrafficManager",
    "AzureUpdateDelivery",
    "AzureWebPubSub",
    "BatchNodeManagement",
    "ChaosStudio",
    "CognitiveServicesFrontend",
    "CognitiveServicesManagement",
    "DataFactory",
    "DataFactoryManagement",
    "Dynamics365BusinessCentral",
    "Dynamics365ForMarketingEmail",
    "EOPExternalPublishedIPs",
    "EventHub",
    "GatewayManager",
    "GuestAndHybridManagement",
    "HDInsight",
    "Internet",
    "KustoAnalytics",
    "LogicApps",
    "LogicAppsManagement",
    "M365ManagementActivityApi",
    "M365ManagementActivityApiWebhook",
    "Marketplace",
    "MicrosoftAzureFluidRelay",
    "MicrosoftCloudAppSecurity",
    "MicrosoftContainerRegistry",
    "MicrosoftDefenderForEndpoint",
    "MicrosoftPurviewPolicyDistribution",
    "PowerBI",
    "PowerPlatformInfra",
    "PowerPlatformPlex",
    "PowerQueryOnline",
    "ServiceBus",
    "ServiceFabric",
    "Sql",
    "SqlManagement",
    "Storage",
    "StorageSyncService",
    "VirtualNetwork",
    "WindowsAdminCenter",
    "WindowsVirtualDesktop",
};
enum { NAMES = sizeof names / sizeof *names };

static bool is_region(const char *text)
{
    return *text != '\0' &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") ==
               strlen(text);
}

bool service_tag_is(const char *text)
{
    const size_t n = strcspn(text, ".");
    for (size_t i = 0; i < NAMES; i++) {
        if (strncasecmp(text, names[i], n) == 0 && names[i][n] == '\0') {
            return text[n] == '\0' || is_region(text + n + 1);
        }
    }
    return false;
}

bool service_tag_is_no_route(const char *text)
{
    /* Ibid., "Tags unsupported for user defined routes". */
    static const char *const others[] = {"AzurePlatformDNS",  "AzurePlatformIMDS",
                                         "AzurePlatformLKM",  "VirtualNetwork",
                                         "AzureLoadBalancer", "Internet"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcasecmp(text, others[i]) == 0) {
            return true;
        }
    }
    return false;
}

const char *service_tag_closest(const char *text)
{
    char base[64];
    const size_t n = strcspn(text, ".");
    if (n >= sizeof base) {
        return NULL;
    }
    memcpy(base, text, n);
    base[n] = '\0';
    return diag_closest(base, names, NAMES);
}
