"""Creates training jobs as AWS takes them and as it refuses them; prints each refusal, and how the good one ends."""
import json
import os
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

# What a model refuses shall be refused by the service: boto3 must not look first.
sagemaker = boto3.client("sagemaker", config=Config(parameter_validation=False, retries={"total_max_attempts": 1}))
GOOD = {
    "TrainingJobName": "by-hand",
    "AlgorithmSpecification": {"TrainingImage": os.environ["IMAGE"], "TrainingInputMode": "File"},
    "RoleArn": os.environ["ROLE"],
    "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": os.environ["SNAPSHOT"]}}}],
    "OutputDataConfig": {"S3OutputPath": os.environ["OUTPUT"]},
    "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 5},
    "StoppingCondition": {"MaxRuntimeInSeconds": 60},
    "HyperParameters": {"behave": "never-end", "target": "price"},
}
CASES = {
    "bad name": {**GOOD, "TrainingJobName": "no spaces, please"},
    "unknown instance type": {**GOOD, "ResourceConfig": {**GOOD["ResourceConfig"], "InstanceType": "ml.abacus.large"}},
    "missing member": {name: value for name, value in GOOD.items() if name != "OutputDataConfig"},
    "unknown image": {**GOOD, "AlgorithmSpecification": {"TrainingImage": os.environ["IMAGE"].split("@")[0] + ":no-such-tag", "TrainingInputMode": "File"}},
}


def refusal(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return [error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"], error.response["Error"]["Message"]]


refusals = {case: refusal(sagemaker.create_training_job, **arguments) for case, arguments in CASES.items()}
sagemaker.create_training_job(**GOOD)
refusals["name taken"] = refusal(sagemaker.create_training_job, **GOOD)
refusals["no such job"] = refusal(sagemaker.describe_training_job, TrainingJobName="nobody-made-this")


def wait_for(*statuses):
    while (described := sagemaker.describe_training_job(TrainingJobName="by-hand"))["SecondaryStatus"] not in statuses:
        time.sleep(0.1)
    return described


wait_for("Training")
sagemaker.stop_training_job(TrainingJobName="by-hand")
ended = wait_for("Stopped", "Failed", "Completed")
refusals["stopped twice"] = refusal(sagemaker.stop_training_job, TrainingJobName="by-hand")
print(json.dumps({"refusals": refusals, "ended": [step["Status"] for step in ended["SecondaryStatusTransitions"]], "model": ended["ModelArtifacts"]["S3ModelArtifacts"]}))
