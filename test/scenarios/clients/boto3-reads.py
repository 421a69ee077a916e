"""Reads what the laptop cloud keeps, as a data scientist's notebook would; prints what was found."""
import json
import os

import boto3

run, execution, table, machine = (os.environ[name] for name in ("RUN", "EXECUTION", "TABLE", "MACHINE"))
job = f"{run}-a1"
sagemaker, sfn, logs, dynamodb = (boto3.client(name) for name in ("sagemaker", "stepfunctions", "logs", "dynamodb"))

jobs = sagemaker.get_paginator("list_training_jobs").paginate(NameContains="single", StatusEquals="Completed")
described = sagemaker.describe_training_job(TrainingJobName=job)
streams = logs.describe_log_streams(logGroupName="/aws/sagemaker/TrainingJobs", logStreamNamePrefix=job)["logStreams"]
of_job = logs.get_log_events(logGroupName="/aws/sagemaker/TrainingJobs", logStreamName=streams[0]["logStreamName"], startFromHead=True)
of_function = logs.filter_log_events(logGroupName="/aws/lambda/nacre-dev-prepareDataset", filterPattern="")
history = sfn.get_paginator("get_execution_history").paginate(executionArn=execution)
executions = sfn.get_paginator("list_executions").paginate(stateMachineArn=machine, statusFilter="SUCCEEDED")
packages = sagemaker.list_model_packages(ModelPackageGroupName="nacre-dev-single")["ModelPackageSummaryList"]

note = {"pk": {"S": "NOTE#boto3"}, "sk": {"S": "NOTE"}}
dynamodb.put_item(TableName=table, Item={**note, "text": {"S": "seen"}})
print(json.dumps({
    "jobs": [one["TrainingJobName"] for page in jobs for one in page["TrainingJobSummaries"]],
    "status": [described["TrainingJobStatus"], described["SecondaryStatus"], described["FinalMetricDataList"][0]["MetricName"]],
    "jobLog": [event["message"] for event in of_job["events"]],
    "functionLog": [event["message"] for event in of_function["events"] if run in event["message"]],
    "entered": [event["stateEnteredEventDetails"]["name"] for page in history for event in page["events"] if event["type"].endswith("StateEntered")],
    "executions": [one["name"] for page in executions for one in page["executions"]],
    "packages": [[one["ModelPackageVersion"], one["ModelApprovalStatus"]] for one in packages],
    "note": dynamodb.get_item(TableName=table, Key=note, ConsistentRead=True)["Item"]["text"]["S"],
    "machines": [one["name"] for one in sfn.list_state_machines()["stateMachines"]],
}))
