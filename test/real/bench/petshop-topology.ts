import type { TopologyInput } from "@tocsin/core";

/**
 * The call graph of the application as its paper describes it (Hardt et al. 2023, "The PetShop Dataset", arXiv:2311.04806,
 * and the architecture of AWS' One Observability workshop): each part with the parts that it calls. Written down by hand,
 * for the recordings here hold no graph. When a part fails, it takes along what calls it.
 */
const calls: Readonly<Record<string, readonly string[]>> = {
  PetSite: [
    "PetSearch",
    "petlistadoptions",
    "payforadoption",
    "AWS::StepFunctions::StateMachine",
    "SimpleNotificationService",
    "https://sqs.us-west-2.amazonaws.com/Services-sqspetadoption",
    "SimpleSystemsManagement",
  ],
  PetSearch: ["petInfo", "S3", "AWSSimpleSystemsManagement", "Evidently"],
  petlistadoptions: ["adoptions@services-database.us-west-2.rds.amazonaws.com", "PetSearch"],
  payforadoption: [
    "adoptions@services-database.us-west-2.rds.amazonaws.com",
    "PetAdoptionStatusUpdater/prod",
    "amazon.com",
    "www.amazon.com",
  ],
  "PetAdoptionStatusUpdater/prod": ["lambdastatusupdater"],
  lambdastatusupdater: ["petInfo"],
  "AWS::StepFunctions::StateMachine": ["lambda_step_readDDB"],
  lambda_step_readDDB: ["DynamoDB", "SSM", "lambda_step_priceGreaterThan55", "lambda_step_priceLessThan55"],
};

const parts = [...new Set([...Object.keys(calls), ...Object.values(calls).flat()])];
/** A name that a component may have. */
const plain = (part: string): string => part.replaceAll(/[^A-Za-z0-9]+/g, "-").replaceAll(/^-|-$/g, "");

/** A component for each part, which takes along the components of those that call it. */
export const petShopTopology: TopologyInput = {
  services: Object.fromEntries(parts.map((part) => [part, {}])),
  components: Object.fromEntries(
    parts.map((part) => [plain(part), { services: [part], dependsOn: (calls[part] ?? []).map(plain) }]),
  ),
};
